package io.tidemark.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which fields of the events something reads. */
class NeededFieldsTest {
  private static final String EVENT =
      """
      pipeline: web
      source: {files: "data/*.jsonl"}
      lateEvents: {files: late}
      deadLetters: discard
      event:
        format: json
        fields: {id: string, at: timestamp, host: string, url: string, ip: string, status: long}
        time: at
      """;
  private static final String HITS =
      """
      views:
        hits: {window: {fixed: 5m}, measures: {hits: "COUNT(*)"}, sink: {files: hits}}
      """;

  @TempDir Path directory;

  private List<String> needed(String more) throws Exception {
    Path file = Files.writeString(directory.resolve("web.yaml"), EVENT + more);
    return List.copyOf(NeededFields.of(SpecParser.parse(file, Map.of())));
  }

  /** By one view of five minutes. */
  private List<String> neededByHits(String more) throws Exception {
    return needed(HITS.replace("window:", more + ", window:"));
  }

  @Test
  void theEventTimeAlwaysIsNeededAndWhatOnlyLateEventsShowIsNot() throws Exception {
    assertEquals(List.of("at"), needed(HITS));
  }

  @Test
  void keysConditionsAndMeasuresOfAViewAreRead() throws Exception {
    assertEquals(List.of("at", "host"), neededByHits("groupBy: {name: host}"));
    assertEquals(List.of("at", "status"), neededByHits("where: \"status >= 500\""));
    assertEquals(List.of("at"), neededByHits("having: \"hits > 1\""));
    assertEquals(
        List.of("at", "url", "status"),
        needed(HITS.replace("COUNT(*)", "SUM(status) FILTER (WHERE url <> '/')")));
  }

  @Test
  void anEventViewReadsWhatItSelectsOrEverything() throws Exception {
    assertEquals(
        List.of("id", "at"), needed("views:\n  events: {select: [id], sink: {files: events}}\n"));
    assertEquals(
        List.of("id", "at", "host", "url", "ip", "status"),
        needed("views:\n  events: {sink: {files: events}}\n"));
  }

  @Test
  void whatMayRefuseAnEventIsRead() throws Exception {
    assertEquals(
        List.of("at", "url"), needed("  derive: {section: \"SUBSTRING(url, 1, 3)\"}\n" + HITS));
    assertEquals(
        List.of("id", "at", "url"),
        needed(
            "  derive: {section: \"SUBSTRING(url, 1, 3)\"}\n"
                + "  dedup: {by: [id, section], within: 1m}\n"
                + HITS));
    assertEquals(
        List.of("at", "status"),
        needed("checks: {known: {expect: \"status > 99\", onFail: warn}}\n" + HITS));
  }

  @Test
  void theKeyOfADimensionIsReadIfTheDimensionIsUsed() throws Exception {
    String geo =
        "dimensions: {geo: {from: {files: geo.csv}, key: {ip: address}, columns: [country]}}\n";

    assertEquals(List.of("at"), needed(geo + HITS));
    assertEquals(
        List.of("at", "ip"),
        needed(geo + HITS.replace("window:", "groupBy: [geo.country], window:")));
  }
}
