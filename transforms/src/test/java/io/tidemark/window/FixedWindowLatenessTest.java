package io.tidemark.window;

import static io.tidemark.fixture.Timeline.at;
import static io.tidemark.fixture.Timeline.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LateEvent;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
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
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The five classes of lateness of a view with fixed windows of 5 minutes and 10 minutes of allowed
 * lateness. The view is {@link HitsByHost}.
 */
abstract class FixedWindowLatenessTest {
  private static final ViewWindow WINDOW =
      ViewWindow.fixed(Duration.ofMinutes(5), Duration.ZERO)
          .withAllowedLateness(Duration.ofMinutes(10));

  abstract PipelineOptions options();

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
    PAssert.that(HitsByHost.panes(bounded, WINDOW))
        .containsInAnyOrder("h1 [12:00, 12:05) ON_TIME 3", "h1 [12:20, 12:25) ON_TIME 2");

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  @Test
  void withoutTheSplitTheRunnerDropsEvents() {
    TestPipeline pipeline = pipeline();
    TestStream<Event> stream =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:20:00")
            .event("h1", "12:04:00")
            .event("h1", "12:04:30")
            .end();
    PCollection<Event> unsplit = pipeline.apply("ReadTimeline", stream);
    PAssert.that(HitsByHost.panes(unsplit, WINDOW))
        .containsInAnyOrder("h1 [12:00, 12:05) ON_TIME 1");

    PipelineResult result = pipeline.run();

    assertEquals(Map.of("droppedduetolateness", 2L), DropCounters.of(result));
  }

  /** Runs the timeline through split, windows and a count. */
  final void assertView(Timeline timeline, List<String> panes, List<String> late) {
    assertView(timeline, WINDOW, panes, late);
  }

  final void assertView(
      Timeline timeline, ViewWindow window, List<String> panes, List<String> late) {
    TestPipeline pipeline = pipeline();
    SplitEvents split =
        pipeline
            .apply("ReadTimeline", timeline.end())
            .apply(
                "SplitTooLate",
                SplitTooLate.of("hits", window.windowFn())
                    .withAllowedLateness(window.allowedLateness()));
    PAssert.that(HitsByHost.panes(split.accepted(), window)).containsInAnyOrder(panes);
    PAssert.that(
            split
                .late()
                .apply(
                    "ShowLate",
                    MapElements.into(TypeDescriptors.strings()).via(FixedWindowLatenessTest::show)))
        .containsInAnyOrder(late);

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  static ViewWindow everyTenSeconds() {
    return WINDOW.withLateEvery(Optional.of(Duration.ofSeconds(10)));
  }

  private TestPipeline pipeline() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
  }

  private static String show(LateEvent late) {
    Event event = late.event();
    return "views.%s %s [%s, %s) at %s tidemark %s"
        .formatted(
            late.view(),
            event.cells().get(0),
            text(late.windowStart()),
            text(late.windowEnd()),
            text(event.time()),
            text(event.tidemark()));
  }
}
