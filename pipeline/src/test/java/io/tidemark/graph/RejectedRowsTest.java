package io.tidemark.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Throwables;
import io.tidemark.model.Cells;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.Schema;
import io.tidemark.sink.RejectedRow;
import io.tidemark.sink.RejectedRowCoder;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.Table;
import io.tidemark.sink.WrittenRows;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the rows that a sink refuses: here those with the word {@code bad} in them. */
class RejectedRowsTest {
  private static final String SPEC =
      """
      pipeline: web
      source: {files: "DIR/*.jsonl"}
      event: {format: json, fields: {at: timestamp, host: string}, time: at}
      views:
        events: {sink: {files: DIR/events}}
        hits:
          window: {fixed: 5m}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {files: DIR/hits}
      lateEvents: discard
      deadLetters: {files: DIR/dead, failAbove: 10%}
      """;
  private static final Slice DAY =
      new Slice(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-11-02T00:00:00Z"));

  @TempDir Path directory;
  private PipelineSpec spec;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(
        directory.resolve("data.jsonl"),
        """
        {"at": "2026-11-01T12:00:00Z", "host": "good"}
        {"at": "2026-11-01T12:00:01Z", "host": "bad"}
        """);
    Path file = directory.resolve("web.yaml");
    spec =
        SpecParser.parse(
            Files.writeString(file, SPEC.replace("DIR", directory.toString())), Map.of());
  }

  /** A daily run in which the sinks of {@code refusing} refuse; its counters. */
  private Map<String, Long> run(String... refusing) throws Exception {
    Plan plan = new Plan(Optional.of(DAY), false, false, "resume", System.nanoTime(), 4);
    Map<String, Sink> outputs = new HashMap<>(Outputs.of(spec, plan));
    for (String output : refusing) {
      Table table =
          output.equals("deadLetters") ? Tables.deadLetters() : Tables.of(spec, spec.view(output));
      outputs.put(output, new Refusing(table));
    }
    Outputs.prepare(outputs, true);
    Pipeline pipeline = Pipeline.create();
    Graph.build(pipeline, spec, plan, LiveInputs.of(spec, plan), outputs);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    for (Sink sink : outputs.values()) {
      sink.publish(DAY);
    }
    Map<String, Long> counters = new HashMap<>();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }

  private List<JsonNode> deadLetters() throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory.resolve("dead"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          rows.add(new ObjectMapper().readTree(line));
        }
      }
    }
    return rows;
  }

  @Test
  void aRefusedRowIsADeadLetterOfItsEventsPositionAndCountsAgainstNothing() throws Exception {
    Map<String, Long> counters = run("events");

    List<JsonNode> letters = deadLetters();
    assertEquals(1, letters.size());
    JsonNode letter = letters.get(0);
    assertEquals("SINK_REJECTED", letter.get("reason").textValue());
    assertEquals("sink events", letter.get("stage").textValue());
    assertEquals("no bad rows", letter.get("message").textValue());
    assertEquals("bad", payload(letter).get("host").textValue());
    assertEquals(payload(letter).get("source_partition"), letter.get("source_partition"));
    assertEquals(payload(letter).get("source_offset"), letter.get("source_offset"));
    assertEquals(payload(letter).get("arrived_at"), letter.get("arrived_at"));
    assertEquals(1, counters.get(RejectedRows.counter("events")));
    assertEquals(0, counters.getOrDefault(LedgerTerm.DEAD_LETTERS.counter(""), 0L));
    assertEquals(2, counters.get(LedgerTerm.ACCEPTED.counter("events")));
  }

  private static JsonNode payload(JsonNode letter) throws Exception {
    return new ObjectMapper().readTree(letter.get("payload").textValue());
  }

  @Test
  void aPaneThatIsRefusedAgainIsTheSameDeadLetter() throws Exception {
    run("hits");
    List<JsonNode> once = deadLetters();
    run("hits");
    List<JsonNode> twice = deadLetters();

    assertEquals(1, once.size());
    assertEquals("hits", once.get(0).get("source_partition").textValue());
    assertTrue(once.get(0).get("source_offset").longValue() > 0);
    assertEquals(1, twice.size());
    assertEquals(once.get(0).get("source_offset"), twice.get(0).get("source_offset"));
  }

  @Test
  void aDeadLetterThatIsRefusedFailsTheRunByName() throws Exception {
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> run("hits", "deadLetters"));

    assertEquals(
        "the sink of deadLetters refuses a row, which has no other place to go: no bad rows",
        Throwables.getRootCause(failure).getMessage());
  }

  /** Writes nothing, and refuses every row that is bad. */
  private record Refusing(Table table) implements Sink {
    @Override
    public void check() {}

    @Override
    public void create() {}

    @Override
    public void stage() {}

    @Override
    public void publish(Slice slice) {}

    @Override
    public PTransform<PCollection<Cells>, WrittenRows> write() {
      Schema schema = table.schema();
      return new PTransform<>() {
        @Override
        public WrittenRows expand(PCollection<Cells> rows) {
          return WrittenRows.except(
              rows.apply("Bad", Filter.by(row -> row.toString().contains("bad")))
                  .apply(
                      "Refuse",
                      MapElements.into(TypeDescriptor.of(RejectedRow.class))
                          .via(row -> new RejectedRow(row, "no bad rows")))
                  .setCoder(RejectedRowCoder.of(schema)));
        }
      };
    }
  }
}
