package io.tidemark.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.sink.Table;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What names a row of a windowed view, and how long it may be withdrawn. */
class TablesTest {
  private static final String SPEC =
      """
      pipeline: web
      source: {files: "data/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, host: string}
        time: at
      views:
        fixed:
          window: {fixed: 5m}
          allowedLateness: 1h
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {files: fixed}
        sliding:
          window: {sliding: {size: 5m, every: 1m}}
          allowedLateness: 1h
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          having: "hits < 5"
          sink: {files: sliding}
        sessions:
          window: {sessions: {gap: 5m}}
          allowedLateness: 1h
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {files: sessions}
      lateEvents: discard
      deadLetters: discard
      """;

  private PipelineSpec spec;

  @BeforeEach
  void parse(@TempDir Path directory) throws Exception {
    spec = SpecParser.parse(Files.writeString(directory.resolve("web.yaml"), SPEC), Map.of());
  }

  private Table table(String view) {
    return Tables.of(spec, spec.view(view));
  }

  @Test
  void onlyASessionIsNamedByItsEnd() {
    assertEquals(List.of("host", "window_start"), table("fixed").identity());
    assertEquals(List.of("host", "window_start"), table("sliding").identity());
    assertEquals(List.of("host", "window_start", "window_end"), table("sessions").identity());
  }

  @Test
  void rowsMayBeWithdrawnAsLongAsTheirWindowMayChange() {
    assertEquals(Optional.empty(), table("fixed").withdrawable());
    assertEquals(Optional.of(Duration.ofMinutes(60)), table("sliding").withdrawable());
    assertEquals(Optional.of(Duration.ofMinutes(65)), table("sessions").withdrawable());
  }
}
