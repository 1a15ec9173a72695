package io.tidemark.time;

import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LateEvent;
import java.time.Duration;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Parts the events that may change a view's result from those that are too late for their window,
 * by {@link Lateness} alone.
 *
 * <p>Stands before the step that assigns the windows. What it accepts the runner does not drop, as
 * long as that step allows the same lateness and the runner's watermark is never ahead of any
 * partition's. A function of one event: no state, no shuffle, the same in every mode.
 */
public final class SplitTooLate extends PTransform<PCollection<Event>, SplitEvents> {
  private final String view;
  private final PartitioningWindowFn<Object, IntervalWindow> windowFn;
  private final Duration allowedLateness;

  private SplitTooLate(
      String view,
      PartitioningWindowFn<Object, IntervalWindow> windowFn,
      Duration allowedLateness) {
    this.view = view;
    this.windowFn = windowFn;
    this.allowedLateness = allowedLateness;
  }

  /** The split for {@code view}; no lateness is allowed unless it is said. */
  public static SplitTooLate of(
      String view, PartitioningWindowFn<Object, IntervalWindow> windowFn) {
    return new SplitTooLate(view, windowFn, Duration.ZERO);
  }

  /** How long past the end of its window an event is accepted; negative is refused. */
  public SplitTooLate withAllowedLateness(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("an allowed lateness of " + lateness + " is negative");
    }
    return new SplitTooLate(view, windowFn, lateness);
  }

  @Override
  public SplitEvents expand(PCollection<Event> input) {
    return SplitEvents.of(
        input.apply(
            "SplitEvent",
            ParDo.of(new SplitFn(view, windowFn, allowedLateness.toMillis()))
                .withOutputTags(SplitEvents.ACCEPTED, TupleTagList.of(SplitEvents.LATE))),
        ((EventCoder) input.getCoder()).schema());
  }

  private static final class SplitFn extends DoFn<Event, Event> {
    private final String view;
    private final PartitioningWindowFn<Object, IntervalWindow> windowFn;
    private final long allowedLateness;

    SplitFn(
        String view, PartitioningWindowFn<Object, IntervalWindow> windowFn, long allowedLateness) {
      this.view = view;
      this.windowFn = windowFn;
      this.allowedLateness = allowedLateness;
    }

    @ProcessElement
    public void process(@Element Event event, MultiOutputReceiver out) {
      IntervalWindow window = windowFn.assignWindow(Instant.ofEpochMilli(event.time()));
      long end = window.end().getMillis();
      switch (Lateness.of(event.tidemark(), end, allowedLateness)) {
        case ON_TIME, LATE -> out.get(SplitEvents.ACCEPTED).output(event);
        case TOO_LATE ->
            out.get(SplitEvents.LATE)
                .output(new LateEvent(event, view, window.start().getMillis(), end));
      }
    }
  }
}
