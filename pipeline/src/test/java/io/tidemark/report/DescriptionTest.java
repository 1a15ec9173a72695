package io.tidemark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} prints of a spec's windows, panes and duplicates, and what it warns of. */
class DescriptionTest {
  private static final String SPEC =
      """
      pipeline: web
      connections:
        broker: {kafka: {bootstrapServers: "localhost:9092"}}
        serving: {postgres: {url: "jdbc:postgresql://db/web", user: web, password: hunter2}}
      source: {files: "data/*.jsonl"}
      event:
        format: json
        fields: {id: string, at: timestamp, host: string, status: long}
        time: at
        dedup: {by: [id], within: 10m}
      views:
        visits:
          window: {sessions: {gap: 5m}}
          allowedLateness: 1h
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {postgres: serving, table: visits}
        burst:
          window: {sliding: {size: 1m, every: 10s}}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          having: "hits > 20"
          emit: {early: 0s}
          once: {quietFor: 10m}
          sink: {kafka: broker, topic: alerts}
        by_day:
          window: {sliding: {size: 7d, every: 1d}, zone: Europe/Rome}
          allowedLateness: 1d
          emit: {early: 10s, late: 1s}
          measures: {hits: "COUNT(*)"}
          sink: {postgres: serving, table: by_day}
      lateEvents: discard
      deadLetters: discard
      ledger: {postgres: serving}
      """;

  @TempDir Path directory;

  private PipelineSpec spec(String text) throws Exception {
    return SpecParser.parse(
        Files.writeString(directory.resolve("web.yaml"), text), Map.of("NOTHING", ""));
  }

  private List<String> lines(String text, String first, int count) throws Exception {
    List<String> lines = Description.of(spec(text));
    int at = lines.indexOf(first);
    return at < 0 ? lines : lines.subList(at, at + count);
  }

  @Test
  void sessionsAreShownWithTheirDefaultsAndThatTheyWithdraw() throws Exception {
    String first =
        "view       visits: sessions, gap 5m, maxLength 1d (cut at its multiples since"
            + " 1970-01-01T00:00:00Z) -> postgres visits (exactly once in effect: guarded upsert)";

    assertEquals(
        List.of(
            first,
            "             by [host]",
            "             hits = COUNT(*)",
            "             allowedLateness 1h",
            "             panes ON_TIME, LATE at once, RETRACTED when a session grows",
            "             row: host, window_start, window_end, hits, pane, generation, revision"),
        lines(SPEC, first, 6));
  }

  @Test
  void anAlertIsShownWithItsQuietTime() throws Exception {
    String first =
        "view       burst: sliding 1m every 10s, offset 0s UTC -> kafka alerts (at-least-once)";

    assertEquals(
        List.of(
            first,
            "             by [host]",
            "             hits = COUNT(*)",
            "             having hits > 20",
            "             once a key, then quiet for 10m of event time",
            "             allowedLateness 0s",
            "             panes EARLY at once, ON_TIME, RETRACTED by having"),
        lines(SPEC, first, 7));
  }

  @Test
  void daysOfAZoneAreShownWithThePaceOfTheirPanes() throws Exception {
    String first =
        "view       by_day: sliding 7d every 1d, offset 0s Europe/Rome -> postgres by_day (exactly"
            + " once in effect: guarded upsert)";

    assertEquals(
        List.of(
            first,
            "             by nothing",
            "             hits = COUNT(*)",
            "             allowedLateness 1d",
            "             panes EARLY at most every 10s, ON_TIME, LATE at most every 1s"),
        lines(SPEC, first, 5));
  }

  @Test
  void dedupAndLedgerAreShownAlsoWhereThereIsNone() throws Exception {
    String plain =
        SPEC.replace("  dedup: {by: [id], within: 10m}\n", "")
            .replace("ledger: {postgres: serving}\n", "");

    assertEquals(
        List.of("dedup      by id within 10m of event time, in each source partition"),
        Description.of(spec(SPEC)).stream().filter(l -> l.startsWith("dedup")).toList());
    assertEquals(
        List.of("ledger     postgres, schema tidemark"),
        Description.of(spec(SPEC)).stream().filter(l -> l.startsWith("ledger")).toList());
    assertEquals(
        List.of("dedup      none", "ledger     none"),
        Description.of(spec(plain)).stream().filter(l -> l.endsWith("none")).toList());
  }

  @Test
  void dedupWarnsThatItTellsCopiesOfOnePartitionOnly() throws Exception {
    assertEquals(
        List.of(
            "event.dedup finds copies in one source partition: copies in different ones cannot be"
                + " told apart (which came first depends on timing), so key the topic by what tells"
                + " events apart"),
        Warnings.of(spec(SPEC)));
  }

  @Test
  void anAlertThatMayBecomeFalseAgainIsWarnedOf() throws Exception {
    String plain = SPEC.replace("  dedup: {by: [id], within: 10m}\n", "");
    String early = plain.replace("    once: {quietFor: 10m}\n", "");
    String sessions = plain.replace("sliding: {size: 1m, every: 10s}", "sessions: {gap: 1m}");

    assertEquals(List.of(), Warnings.of(spec(plain)));
    assertEquals(
        List.of(
            "views.burst alerts once while its having may become false again: the alerted keys and"
                + " windows may differ from one mode or run to the next"),
        Warnings.of(spec(plain.replace("hits > 20", "hits < 20"))));
    assertEquals(
        List.of(
            "views.burst alerts by EARLY panes while its having may become false again: the alerted"
                + " keys and windows may differ from one mode or run to the next"),
        Warnings.of(spec(early.replace("hits > 20", "hits < 20"))));
    assertEquals(
        List.of(
            "views.burst alerts once while its having may become false again or its sessions grow:"
                + " the alerted keys and windows may differ from one mode or run to the next"),
        Warnings.of(spec(sessions)));
  }

  @Test
  void whatDoesNothingOrCutsAtOddHoursIsWarnedOf() throws Exception {
    String odd =
        SPEC.replace("  dedup: {by: [id], within: 10m}\n", "")
            .replace("gap: 5m", "gap: 5m, maxLength: 7h")
            .replace("early: 0s", "early: 0s, late: 1s");

    assertEquals(
        List.of(
            "views.visits cuts its sessions every 7h since 1970, which does not divide a day: at"
                + " other hours each day",
            "views.burst.emit.late does nothing: allowedLateness is 0s, so no LATE pane comes"),
        Warnings.of(spec(odd)));
  }
}
