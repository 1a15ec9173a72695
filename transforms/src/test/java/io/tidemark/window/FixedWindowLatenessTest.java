package io.tidemark.window;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The five classes of lateness of a view with fixed windows of 5 minutes and 10 minutes of allowed
 * lateness.
 */
abstract class FixedWindowLatenessTest extends LatenessTest {
  private static final HitsByHost VIEW =
      HitsByHost.over(ViewWindows.fixed(Duration.ofMinutes(5), Duration.ZERO))
          .withAllowedLateness(Duration.ofMinutes(10));

  @Override
  HitsByHost view() {
    return VIEW;
  }

  @Test
  void eventsOnTimeAreInOnePane() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:04:59.999")
            .event("h2", "12:03:00")
            .event("h1", "12:05:00") // the first of the next window
            .watermark("12:05:00")
            .watermark("12:10:00");

    assertView(
        timeline,
        List.of(
            "h1 [12:00, 12:05) ON_TIME 2",
            "h2 [12:00, 12:05) ON_TIME 1",
            "h1 [12:05, 12:10) ON_TIME 1"),
        List.of());
  }

  @Test
  void nothingIsSpeculatedBeforeTheWatermarkPassesTheEnd() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:01:00")
            .event("h1", "12:02:00")
            .watermark("12:04:59.999") // one ms before the end: still no pane
            .event("h1", "12:04:59.999")
            .watermark("12:05:00");

    assertView(timeline, List.of("h1 [12:00, 12:05) ON_TIME 3"), List.of());
  }

  @Test
  void eventBehindTheWatermarkOfAnOpenWindowIsNotSeenToBeLate() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:04:00")
            .event("h1", "12:01:00") // behind the watermark, in a window that has not ended
            .watermark("12:05:00");

    assertView(timeline, List.of("h1 [12:00, 12:05) ON_TIME 2"), List.of());
  }

  @Test
  void eventWithinAllowedLatenessRefinesItsWindow() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:05:00") // the end: an event from here on is late
            .event("h1", "12:04:00")
            .watermark("12:14:59.999") // the last ms at which one is accepted
            .event("h1", "12:01:00");

    assertView(
        timeline,
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1", "h1 [12:00, 12:05) LATE 2", "h1 [12:00, 12:05) LATE 3"),
        List.of());
  }

  @Test
  void eventAfterAllowedLatenessGoesToTheLateOnes() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:05:00")
            .watermark("12:15:00") // end + allowed lateness
            .event("h1", "12:04:59.999")
            .event("h1", "12:05:00"); // late, accepted: the next window ended at 12:10

    assertView(
        timeline,
        List.of("h1 [12:00, 12:05) ON_TIME 1", "h1 [12:05, 12:10) ON_TIME 1"),
        List.of("views.hits h1 [12:00, 12:05) at 12:04:59.999 tidemark 12:15"));
  }

  @Test
  void firstPaneOfLateEventsIsOnTimeAndTheNextRefinesIt() {
    Timeline timeline =
        Timeline.create()
            .watermark("12:06:00")
            .event("h1", "12:01:00")
            .watermark("12:07:00")
            .event("h1", "12:02:00");

    assertView(
        timeline, List.of("h1 [12:00, 12:05) ON_TIME 1", "h1 [12:00, 12:05) LATE 2"), List.of());
  }

  @Test
  void windowWhoseEndAndLatenessPassAtOnceFiresOnce() {
    Timeline timeline =
        Timeline.create().event("h1", "12:00:10").event("h1", "12:00:20").watermark("13:00:00");

    assertView(timeline, List.of("h1 [12:00, 12:05) ON_TIME 2"), List.of());
  }

  @Test
  void keyThatNoLateEventChangedIsInTheOnTimePaneOnly() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .event("h2", "12:00:20")
            .watermark("12:05:00")
            .event("h1", "12:04:00");

    assertView(
        timeline,
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1",
            "h2 [12:00, 12:05) ON_TIME 1",
            "h1 [12:00, 12:05) LATE 2"),
        List.of());
  }

  @Test
  void earlyPaneOfNoDelayHoldsTheKeyThatChangedAndTheOnTimePaneAll() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .event("h2", "12:00:20")
            .event("h1", "12:00:30")
            .watermark("12:05:00")
            .event("h1", "12:04:00");

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()),
        List.of(
            "h1 [12:00, 12:05) EARLY 1",
            "h2 [12:00, 12:05) EARLY 1",
            "h1 [12:00, 12:05) EARLY 2",
            "h1 [12:00, 12:05) ON_TIME 2",
            "h2 [12:00, 12:05) ON_TIME 1",
            "h1 [12:00, 12:05) LATE 3"),
        List.of());
  }

  @Test
  void lateEventOfANewWindowIsNotSpeculatedOn() {
    Timeline timeline = Timeline.create().watermark("12:06:00").event("h1", "12:01:00");

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()),
        List.of("h1 [12:00, 12:05) ON_TIME 1"),
        List.of());
  }

  @Test
  void boundedInputHasOnePaneAWindowWhateverItsOrder() {
    assertBoundedInputHasOnePaneAWindow(options());
  }

  final void assertBoundedInputHasOnePaneAWindow(PipelineOptions options) {
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    List<TimestampedValue<Event>> events =
        Stream.of("12:20:00", "12:01:00", "12:04:00", "12:00:00", "12:21:00")
            .map(time -> Timeline.event(0, at(time), Event.BEFORE_ALL, "h1", 0L))
            .map(event -> TimestampedValue.of(event, Instant.ofEpochMilli(event.time())))
            .toList();
    PCollection<Event> bounded =
        pipeline.apply(
            "ReadEvents", Create.timestamped(events).withCoder(EventCoder.of(Timeline.SCHEMA)));
    PAssert.that(bounded.apply("View", VIEW).panes())
        .containsInAnyOrder("h1 [12:00, 12:05) ON_TIME 3", "h1 [12:20, 12:25) ON_TIME 2");

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  @Test
  void withBeamsOwnWindowsAndNoSplitTheRunnerDropsEvents() {
    TestPipeline pipeline = pipeline();
    TestStream<Event> stream =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:20:00")
            .event("h1", "12:04:00")
            .event("h1", "12:04:30")
            .end();
    pipeline
        .apply("ReadTimeline", stream)
        .apply("AtEventTime", Timeline.atEventTime())
        .apply("Key", MapElements.into(TypeDescriptors.strings()).via(event -> "all"))
        .apply(
            "Window",
            Window.<String>into(FixedWindows.of(org.joda.time.Duration.standardMinutes(5)))
                .withAllowedLateness(org.joda.time.Duration.standardMinutes(10))
                .accumulatingFiredPanes())
        .apply("Count", Count.perElement());

    PipelineResult result = pipeline.run();

    assertEquals(Map.of("droppedduetolateness", 2L), DropCounters.of(result));
  }
}
