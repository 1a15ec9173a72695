package io.tidemark.window;

import io.tidemark.model.Event;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.joda.time.Duration;

/**
 * Assigns a view's windows.
 *
 * <p>Unbounded input: an ON_TIME pane when the watermark passes the window's end, then a LATE pane
 * for each late event, or at most one per {@link ViewWindow#lateEvery}; what is still pending when
 * the allowed lateness has passed fires then. Bounded input: one pane a window. Panes accumulate;
 * no pane is empty. The input must have passed the split by lateness, or the runner drops events.
 */
public final class WindowEvents extends PTransform<PCollection<Event>, PCollection<Event>> {
  private final ViewWindow window;

  private WindowEvents(ViewWindow window) {
    this.window = window;
  }

  public static WindowEvents into(ViewWindow window) {
    return new WindowEvents(window);
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> input) {
    Trigger trigger =
        input.isBounded() == IsBounded.BOUNDED
            ? DefaultTrigger.of()
            : AfterWatermark.pastEndOfWindow().withLateFirings(lateFirings());
    Duration allowedLateness = Duration.millis(window.allowedLateness().toMillis());
    return input.apply(
        "AssignWindow",
        Window.<Event>into(window.windowFn())
            .triggering(trigger)
            .withAllowedLateness(allowedLateness, Window.ClosingBehavior.FIRE_IF_NON_EMPTY)
            .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY)
            .accumulatingFiredPanes());
  }

  private Trigger.OnceTrigger lateFirings() {
    return window
        .lateEvery()
        .<Trigger.OnceTrigger>map(
            every ->
                AfterProcessingTime.pastFirstElementInPane()
                    .plusDelayOf(Duration.millis(every.toMillis())))
        .orElseGet(() -> AfterPane.elementCountAtLeast(1));
  }
}
