package io.tidemark.time;

import io.tidemark.model.Event;
import java.time.Instant;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps the events that a batch slice {@code [from, to)} of event time writes to an event view:
 * those with a time in it. Consecutive slices neither overlap nor leave a gap. A function of one
 * event: no state, no shuffle.
 */
public final class WithinSlice extends PTransform<PCollection<Event>, PCollection<Event>> {
  private final SerializableFunction<Event, Boolean> holds;

  private WithinSlice(SerializableFunction<Event, Boolean> holds) {
    this.holds = holds;
  }

  public static WithinSlice ofTimes(Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    return new WithinSlice(event -> first <= event.time() && event.time() < end);
  }

  /** Whether the slice writes {@code event}. */
  boolean holds(Event event) {
    return holds.apply(event);
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> input) {
    return input.apply("KeepSlice", Filter.by(holds)).setCoder(input.getCoder());
  }
}
