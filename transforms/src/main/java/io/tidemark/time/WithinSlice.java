package io.tidemark.time;

import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.model.Span;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps the events of chunks that a batch slice {@code [from, to)} of event time writes to an event
 * view: those with a time in it. Consecutive slices neither overlap nor leave a gap. A function of
 * one event: no state, no shuffle.
 */
public final class WithinSlice extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  private final Span slice;

  private WithinSlice(Span slice) {
    this.slice = slice;
  }

  public static WithinSlice ofTimes(Instant from, Instant to) {
    return new WithinSlice(new Span(from.toEpochMilli(), to.toEpochMilli()));
  }

  /** Whether the slice writes {@code event}. */
  boolean holds(Event event) {
    return slice.holds(event.time());
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    return input.apply("KeepSlice", ParDo.of(new KeepFn(this))).setCoder(input.getCoder());
  }

  private static final class KeepFn extends DoFn<Chunk, Chunk> {
    private final WithinSlice slice;

    KeepFn(WithinSlice slice) {
      this.slice = slice;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) {
      List<Event> held = chunk.events().stream().filter(slice::holds).toList();
      if (!held.isEmpty()) {
        out.output(chunk.only(held));
      }
    }
  }
}
