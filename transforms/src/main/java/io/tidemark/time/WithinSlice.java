package io.tidemark.time;

import io.tidemark.model.Event;
import java.time.Instant;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keeps the events that a batch slice {@code [from, to)} of event time writes.
 *
 * <p>For an event view those with a time in {@code [from, to)}; for a windowed view those whose
 * window's end lies in {@code (from, to]}, which takes whole windows, also ones that begin before
 * {@code from}. Consecutive slices neither overlap nor leave a gap. A function of one event: no
 * state, no shuffle.
 */
public final class WithinSlice extends PTransform<PCollection<Event>, PCollection<Event>> {
  private final SerializableFunction<Event, Boolean> holds;

  private WithinSlice(SerializableFunction<Event, Boolean> holds) {
    this.holds = holds;
  }

  /** For an event view. */
  public static WithinSlice ofTimes(Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    return new WithinSlice(event -> first <= event.time() && event.time() < end);
  }

  /** For a view with windows of {@code windowFn}. */
  public static WithinSlice ofWindows(
      Instant from, Instant to, PartitioningWindowFn<Object, IntervalWindow> windowFn) {
    long after = from.toEpochMilli();
    long last = to.toEpochMilli();
    return new WithinSlice(
        event -> {
          long windowEnd =
              windowFn
                  .assignWindow(org.joda.time.Instant.ofEpochMilli(event.time()))
                  .end()
                  .getMillis();
          return after < windowEnd && windowEnd <= last;
        });
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
