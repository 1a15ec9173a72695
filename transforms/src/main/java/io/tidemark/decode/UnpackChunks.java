package io.tidemark.decode;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.SiftedEvents;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Takes chunks apart: each event becomes an element whose timestamp is its tidemark, each dead
 * letter one at its chunk's timestamp.
 *
 * <p>A tidemark is never behind the watermark, so an element of any event, late or not, holds the
 * watermark back until it was dealt with: no runner can close a window before it. Runners hold
 * nothing for an element that is behind the watermark. A chunk's timestamp must not be later than
 * the tidemark of its first event. Keeps the order within a chunk; no state, no shuffle.
 */
public final class UnpackChunks extends PTransform<PCollection<Chunk>, SiftedEvents> {
  private UnpackChunks() {}

  public static UnpackChunks create() {
    return new UnpackChunks();
  }

  @Override
  public SiftedEvents expand(PCollection<Chunk> input) {
    ChunkCoder coder = (ChunkCoder) input.getCoder();
    return SiftedEvents.of(
        input.apply(
            "UnpackChunk",
            ParDo.of(new UnpackFn())
                .withOutputTags(SiftedEvents.EVENTS, TupleTagList.of(SiftedEvents.DEAD_LETTERS))),
        coder.schema());
  }

  private static final class UnpackFn extends DoFn<Chunk, Event> {
    @ProcessElement
    public void process(@Element Chunk chunk, MultiOutputReceiver out) {
      OutputReceiver<Event> events = out.get(SiftedEvents.EVENTS);
      for (Event event : chunk.events()) {
        events.outputWithTimestamp(event, Instant.ofEpochMilli(event.tidemark()));
      }
      OutputReceiver<DeadLetter> deadLetters = out.get(SiftedEvents.DEAD_LETTERS);
      for (DeadLetter deadLetter : chunk.deadLetters()) {
        deadLetters.output(deadLetter);
      }
    }
  }
}
