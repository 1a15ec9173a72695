package io.tidemark.scenario;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.Table;
import io.tidemark.spec.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows of a windowed view and of dead letters, and runs that write them into a sink alone. */
final class SinkRun {
  static final Place PLACE = new Place("web.yaml", 12, 5);
  static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  static final Slice FIRST_HOUR = new Slice(NOON, NOON.plusSeconds(3600));

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

  private SinkRun() {}

  /** A pane of the five-minute window that begins {@code minute} minutes after noon. */
  static Cells pane(
      @Nullable String host,
      int minute,
      @Nullable Long hits,
      String pane,
      long generation,
      long revision) {
    Instant start = NOON.plusSeconds(minute * 60L);
    return Cells.of(host, start, start.plusSeconds(300), hits, pane, generation, revision);
  }

  /** A pane of the session of {@code minutes} that begins {@code minute} minutes after noon. */
  static Cells session(
      @Nullable String host,
      int minute,
      int minutes,
      @Nullable Long hits,
      String pane,
      long revision) {
    Instant start = NOON.plusSeconds(minute * 60L);
    return Cells.of(host, start, start.plusSeconds(minutes * 60L), hits, pane, 1L, revision);
  }

  static void launch(Sink sink) throws Exception {
    sink.check();
    sink.create();
  }

  /** A batch run as the launch does it. */
  static void batch(Sink sink, Table table, Cells... rows) throws Exception {
    launch(sink);
    sink.stage();
    bounded(sink, table, rows);
    sink.publish(FIRST_HOUR);
  }

  static void bounded(Sink sink, Table table, Cells... rows) {
    write(Create.of(List.of(rows)).withCoder(CellsCoder.of(table.schema())), sink, List.of());
  }

  /** A batch run of which the sink refuses rows, each {@code first cell: message}. */
  static void batchRefusing(List<String> refused, Sink sink, Table table, Cells... rows)
      throws Exception {
    launch(sink);
    sink.stage();
    write(Create.of(List.of(rows)).withCoder(CellsCoder.of(table.schema())), sink, refused);
    sink.publish(FIRST_HOUR);
  }

  /** Likewise a streaming run, of which all rows are one bundle. */
  static void streamRefusing(
      List<String> refused, Sink sink, Table table, Cells first, Cells... others) {
    write(
        TestStream.create(CellsCoder.of(table.schema()))
            .addElements(first, others)
            .advanceWatermarkToInfinity(),
        sink,
        refused);
  }

  private static void write(
      PTransform<PBegin, PCollection<Cells>> rows, Sink sink, List<String> refused) {
    Pipeline pipeline = pipeline("--runner=DirectRunner");
    pipeline
        .apply("Rows", rows)
        .apply("Write", sink.write())
        .rejected()
        .ifPresent(
            rejected ->
                PAssert.that(
                        rejected.apply(
                            "Show",
                            MapElements.into(TypeDescriptors.strings())
                                .via(row -> row.row().get(0) + ": " + row.message())))
                    .containsInAnyOrder(refused));
    pipeline.run().waitUntilFinish();
  }

  /** A streaming run in which {@code rows} arrive in one bundle, in that order. */
  static void stream(Sink sink, Table table, Cells first, Cells... others) {
    TestStream<Cells> rows =
        TestStream.create(CellsCoder.of(table.schema()))
            .addElements(first, others)
            .advanceWatermarkToInfinity();
    stream(sink, rows, "--runner=DirectRunner");
  }

  /** A streaming run in which each of {@code rows} is a bundle. */
  static void streamOneByOne(String runner, Sink sink, Table table, List<Cells> rows) {
    TestStream.Builder<Cells> stream = TestStream.create(CellsCoder.of(table.schema()));
    for (Cells row : rows) {
      stream = stream.addElements(row);
    }
    stream(sink, stream.advanceWatermarkToInfinity(), "--runner=" + runner);
  }

  static void stream(Sink sink, TestStream<Cells> rows, String... options) {
    Pipeline pipeline = pipeline(options);
    pipeline.apply("Rows", rows).apply("Write", sink.write());
    pipeline.run().waitUntilFinish();
  }

  private static Pipeline pipeline(String... options) {
    return Pipeline.create(PipelineOptionsFactory.fromArgs(options).create());
  }
}
