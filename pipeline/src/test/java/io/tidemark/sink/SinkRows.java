package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tables and rows for the tests of sinks, and a run that writes rows. */
final class SinkRows {
  static final Place PLACE = new Place("web.yaml", 12, 5);
  static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  static final Slice FIRST_HOUR = new Slice(NOON, NOON.plusSeconds(3600));

  /** A windowed view: hits and revenue by host. */
  static final Table HITS =
      new Table(
          "hits",
          Table.Kind.PANES,
          Schema.of(
              Field.nullable("host", Type.STRING),
              Field.required("window_start", Type.TIMESTAMP),
              Field.required("window_end", Type.TIMESTAMP),
              Field.required("hits", Type.LONG),
              Field.required("pane", Type.STRING),
              Field.required("generation", Type.LONG),
              Field.required("revision", Type.LONG)),
          List.of("host", "window_start"),
          List.of("host"),
          Optional.of("window_end"));

  /** The same with sessions, whose gap is five minutes. */
  static final Table SESSIONS =
      new Table(
              "hits",
              Table.Kind.PANES,
              HITS.schema(),
              List.of("host", "window_start", "window_end"),
              List.of("host"),
              Optional.of("window_end"))
          .withdrawable(Duration.ofMinutes(5));

  /** An event view. */
  static final Table EVENTS =
      new Table(
          "events",
          Table.Kind.EVENTS,
          Schema.of(
              Field.required("event_time", Type.TIMESTAMP),
              Field.nullable("host", Type.STRING),
              Field.required("source_partition", Type.STRING),
              Field.required("source_offset", Type.LONG)),
          List.of("source_partition", "source_offset"),
          List.of(),
          Optional.of("event_time"));

  /** Rows that no slice takes by time. */
  static final Table DEAD_LETTERS =
      new Table(
          "deadLetters",
          Table.Kind.DEAD_LETTERS,
          Schema.of(
              Field.required("reason", Type.STRING),
              Field.required("source_partition", Type.STRING),
              Field.required("source_offset", Type.LONG)),
          List.of("source_partition", "source_offset"),
          List.of(),
          Optional.empty());

  private static final String[] DIRECT = {"--runner=DirectRunner"};

  private SinkRows() {}

  /** The ON_TIME pane of the five-minute window that begins {@code minute} minutes after noon. */
  static Cells hits(@Nullable String host, int minute, long hits, long generation) {
    Instant start = NOON.plusSeconds(minute * 60L);
    return Cells.of(host, start, start.plusSeconds(300), hits, "ON_TIME", generation, hits);
  }

  /** A pane of the session of {@code minutes} that begins {@code minute} minutes after noon. */
  static Cells session(
      int minute, int minutes, @Nullable Long hits, String pane, long generation, long revision) {
    Instant start = NOON.plusSeconds(minute * 60L);
    Instant end = start.plusSeconds(minutes * 60L);
    return Cells.of("h", start, end, hits, pane, generation, revision);
  }

  static Cells event(int minute, @Nullable String host, long offset) {
    return Cells.of(NOON.plusSeconds(minute * 60L), host, "p", offset);
  }

  static Cells deadLetter(String reason, long offset) {
    return Cells.of(reason, "p", offset);
  }

  /** What a batch run does: stage, write bounded rows, publish. */
  static void runBatch(Sink sink, Table table, Slice slice, Cells... rows) throws Exception {
    sink.stage();
    writeBounded(sink, table, rows);
    sink.publish(slice);
  }

  static void writeBounded(Sink sink, Table table, Cells... rows) {
    writeBounded(DIRECT, sink, table, rows);
  }

  static void writeBounded(String[] options, Sink sink, Table table, Cells... rows) {
    Pipeline pipeline = pipeline(options);
    pipeline
        .apply("Rows", Create.of(List.of(rows)).withCoder(CellsCoder.of(table.schema())))
        .apply("Write", sink.write());
    pipeline.run().waitUntilFinish();
  }

  static void writeUnbounded(Sink sink, Table table, Cells... rows) {
    writeUnbounded(DIRECT, sink, table, rows);
  }

  static void writeUnbounded(String[] options, Sink sink, Table table, Cells... rows) {
    TestStream.Builder<Cells> stream = TestStream.create(CellsCoder.of(table.schema()));
    for (Cells row : rows) {
      stream = stream.addElements(row);
    }
    Pipeline pipeline = pipeline(options);
    pipeline.apply("Rows", stream.advanceWatermarkToInfinity()).apply("Write", sink.write());
    pipeline.run().waitUntilFinish();
  }

  private static Pipeline pipeline(String[] options) {
    return Pipeline.create(PipelineOptionsFactory.fromArgs(options).create());
  }
}
