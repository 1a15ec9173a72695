package io.tidemark.time;

import static io.tidemark.fixture.Timeline.at;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LateEvent;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SplitTooLateTest {
  private static final FixedWindows FIVE_MINUTES =
      FixedWindows.of(org.joda.time.Duration.standardMinutes(5));

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
            .apply(
                "SplitTooLate",
                SplitTooLate.of("hits", FIVE_MINUTES).withAllowedLateness(Duration.ofMinutes(10)));

    PCollection<Long> accepted =
        split
            .accepted()
            .apply(
                "OffsetOfAccepted",
                MapElements.into(TypeDescriptors.longs()).via(e -> e.position().offset()));
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
  void negativeLatenessIsRefused() {
    SplitTooLate split = SplitTooLate.of("hits", FIVE_MINUTES);

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
}
