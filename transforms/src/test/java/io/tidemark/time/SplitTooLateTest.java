package io.tidemark.time;

import static io.tidemark.fixture.Timeline.at;

import io.tidemark.fixture.ChunkOfEach;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LateEvent;
import io.tidemark.model.Span;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import io.tidemark.model.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SplitTooLateTest {
  private static final long FIVE_MINUTES = 300_000;

  /** Of five minutes each, one beginning at every minute that is a multiple of {@code every}. */
  private static Windows windows(long every) {
    return time -> {
      List<Span> spans = new ArrayList<>();
      for (long start = time - time % every; start > time - FIVE_MINUTES; start -= every) {
        spans.add(0, new Span(start, start + FIVE_MINUTES));
      }
      return spans;
    };
  }

  @Test
  void eachEventGoesWhereItsTidemarkPutsIt() {
    List<Event> events =
        List.of(
            event(0, "12:04:00", "12:04:59.999"), // on time
            event(1, "12:04:00", "12:05:00"), // late
            event(2, "12:04:00", "12:14:59.999"), // late
            event(3, "12:04:00", "12:15:00"), // too late
            event(4, "12:05:00", "12:15:00"), // late, for the next window
            Timeline.event(5, at("12:04:00"), Event.BEFORE_ALL, "h1", 0L));
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    SplitEvents split =
        pipeline
            .apply("ReadEvents", Create.of(events).withCoder(EventCoder.of(Timeline.SCHEMA)))
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply(
                "SplitTooLate",
                SplitTooLate.of("hits", windows(FIVE_MINUTES))
                    .withAllowedLateness(Duration.ofMinutes(10)));

    PCollection<Long> accepted =
        split
            .accepted()
            .apply(
                "OffsetOfAccepted",
                FlatMapElements.into(TypeDescriptors.longs())
                    .via(
                        chunk ->
                            chunk.events().stream()
                                .map(e -> e.event().position().offset())
                                .toList()));
    PCollection<String> late =
        split
            .late()
            .apply(
                "ShowLate",
                MapElements.into(TypeDescriptors.strings()).via(SplitTooLateTest::show));
    PAssert.that(accepted).containsInAnyOrder(0L, 1L, 2L, 4L, 5L);
    PAssert.that(late).containsInAnyOrder("hits events-0@3 12:00 12:05");
    pipeline.run();
  }

  @Test
  void eachWindowOfAnEventIsDecidedAlone() {
    List<Event> events =
        List.of(
            event(0, "12:04:30", "12:04:00"), // on time for [12:00, 12:05) and those after it
            event(1, "12:04:30", "12:06:00"), // too late for the first two of five
            event(2, "12:04:30", "12:09:00")); // too late for all
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    SplitEvents split =
        pipeline
            .apply("ReadEvents", Create.of(events).withCoder(EventCoder.of(Timeline.SCHEMA)))
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("SplitTooLate", SplitTooLate.of("hits", windows(60_000)));

    PAssert.that(
            split
                .accepted()
                .apply(
                    "ShowAccepted",
                    FlatMapElements.into(TypeDescriptors.strings()).via(SplitTooLateTest::showAll)))
        .containsInAnyOrder("0: 12:00 12:01 12:02 12:03 12:04", "1: 12:02 12:03 12:04");
    PAssert.that(
            split
                .late()
                .apply(
                    "ShowLate",
                    MapElements.into(TypeDescriptors.strings()).via(SplitTooLateTest::show)))
        .containsInAnyOrder(
            "hits events-0@1 12:00 12:05",
            "hits events-0@1 12:01 12:06",
            "hits events-0@2 12:00 12:05",
            "hits events-0@2 12:01 12:06",
            "hits events-0@2 12:02 12:07",
            "hits events-0@2 12:03 12:08",
            "hits events-0@2 12:04 12:09");
    pipeline.run();
  }

  @Test
  void lateEventsCanBeIncluded() {
    List<Event> events = List.of(event(0, "12:04:30", "12:09:00"));
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    SplitEvents split =
        pipeline
            .apply("ReadEvents", Create.of(events).withCoder(EventCoder.of(Timeline.SCHEMA)))
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("SplitTooLate", SplitTooLate.of("hits", windows(60_000)).withLateIncluded());

    PAssert.that(
            split
                .accepted()
                .apply(
                    "ShowAccepted",
                    FlatMapElements.into(TypeDescriptors.strings()).via(SplitTooLateTest::showAll)))
        .containsInAnyOrder("0: 12:00 12:01 12:02 12:03 12:04");
    PAssert.that(split.late()).empty();
    pipeline.run();
  }

  @Test
  void negativeLatenessIsRefused() {
    SplitTooLate split = SplitTooLate.of("hits", windows(FIVE_MINUTES));

    Assertions.assertThrows(
        IllegalArgumentException.class, () -> split.withAllowedLateness(Duration.ofMillis(-1)));
  }

  private static Event event(long offset, String time, String tidemark) {
    return Timeline.event(offset, at(time), at(tidemark), "h1", 0L);
  }

  private static String show(LateEvent late) {
    return "%s %s %s %s"
        .formatted(
            late.view(),
            late.event().position(),
            Timeline.text(late.windowStart()),
            Timeline.text(late.windowEnd()));
  }

  private static List<String> showAll(WindowedChunk chunk) {
    return chunk.events().stream().map(SplitTooLateTest::show).toList();
  }

  private static String show(WindowedEvent accepted) {
    return accepted.event().position().offset()
        + ":"
        + accepted.windows().stream()
            .map(window -> " " + Timeline.text(window.start()))
            .collect(Collectors.joining());
  }
}
