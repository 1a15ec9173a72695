package io.tidemark.enrich;

import io.tidemark.enrich.HostTable.Drive;
import io.tidemark.enrich.HostTable.Step;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.SiftedEvents;
import io.tidemark.fixture.Timeline;
import io.tidemark.fixture.UnpackChunks;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** A stream of events, each a chunk, and what happens to a {@link HostTable} in between. */
final class Script {
  private final HostTable table;
  private final UnaryOperator<TestStream.Builder<Chunk>> pause;
  private final List<Step> steps = new ArrayList<>();
  private final Chunks chunks = Chunks.of("events-0");
  private TestStream.Builder<Chunk> stream = TestStream.create(ChunkCoder.of(Timeline.SCHEMA));
  private long watermark = Event.BEFORE_ALL;

  /**
   * @param pause lets processing time pass where that of a test stands still
   */
  Script(HostTable table, UnaryOperator<TestStream.Builder<Chunk>> pause) {
    this.table = table;
    this.pause = pause;
  }

  Script event(String host, String time) {
    return chunk(chunks.event(host, time));
  }

  /** A chunk of what {@code content} has since its last. */
  Script chunk(Chunks content) {
    List<Chunk> ended = content.end().list();
    return add(ended.get(ended.size() - 1));
  }

  /** At the tidemark that the watermark is now. */
  Chunks chunks() {
    return chunks;
  }

  Script add(Chunk chunk) {
    stream = stream.addElements(TimestampedValue.of(chunk, Instant.ofEpochMilli(watermark)));
    return this;
  }

  Script watermark(String time) {
    watermark = Timeline.at(time);
    chunks.tidemark(watermark);
    stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
    return this;
  }

  Script then(Step step) {
    steps.add(step);
    return add(Chunk.of(HostTable.CLOCK, steps.size() - 1, List.of(), List.of()));
  }

  /** The dimension's clock moves on, and what was due is read, after the first read. */
  Script advanceTo(String time) {
    return then(
        moved -> {
          moved.awaitThat(() -> !moved.reads().isEmpty());
          moved.advanceTo(time);
        });
  }

  /** Lets processing time pass, so that what waits looks for a newer read. */
  Script pause() {
    stream = pause.apply(stream);
    return this;
  }

  /** Waits until so much has come out. */
  Script awaitSeen(int count) {
    pause();
    return then(moved -> moved.awaitThat(() -> moved.seen().size() >= count));
  }

  /** Shows up in what was seen, there where it stands. */
  Script mark(String text) {
    return then(moved -> moved.see(text));
  }

  /** The chunks that the steps leave. */
  PCollection<Chunk> read(Pipeline pipeline) {
    return pipeline
        .apply("ReadScript", stream.advanceWatermarkToInfinity())
        .apply("Drive", ParDo.of(new Drive(table, steps)))
        .setCoder(ChunkCoder.of(Timeline.SCHEMA));
  }

  /** Runs {@code join} over it; what comes out is seen by the table. */
  PipelineResult run(
      PipelineOptions options, PTransform<PCollection<Chunk>, PCollection<Chunk>> join) {
    Pipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    see(read(pipeline).apply("EnrichHost", join), table);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  static void see(PCollection<Chunk> enriched, HostTable table) {
    SiftedEvents sifted = enriched.apply("Unpack", UnpackChunks.create());
    sifted.events().apply("SeeEvents", ParDo.of(new SeeEventsFn(table)));
    sifted.deadLetters().apply("SeeDeadLetters", ParDo.of(new SeeDeadLettersFn(table)));
  }

  private static final class SeeEventsFn extends DoFn<Event, Void> {
    private final HostTable table;

    SeeEventsFn(HostTable table) {
      this.table = table;
    }

    @ProcessElement
    public void process(@Element Event event) {
      table.see(event.cells().toString());
    }
  }

  private static final class SeeDeadLettersFn extends DoFn<DeadLetter, Void> {
    private final HostTable table;

    SeeDeadLettersFn(HostTable table) {
      this.table = table;
    }

    @ProcessElement
    public void process(@Element DeadLetter letter) {
      table.see(
          "%s %s %s".formatted(letter.arrival().position(), letter.stage(), letter.message()));
    }
  }
}
