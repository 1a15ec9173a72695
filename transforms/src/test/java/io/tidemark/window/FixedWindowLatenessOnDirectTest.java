package io.tidemark.window;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class FixedWindowLatenessOnDirectTest extends FixedWindowLatenessTest {
  private static final java.time.Duration TEN_SECONDS = java.time.Duration.ofSeconds(10);

  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  /** Only here: Flink's TestStream cannot move processing time. */
  @Test
  void lateEventsOfTenSecondsShareOnePane() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:05:00")
            .event("h1", "12:01:00")
            .event("h1", "12:02:00")
            .clock(Duration.standardSeconds(11))
            .event("h1", "12:03:00")
            .clock(Duration.standardSeconds(11));

    assertView(
        timeline,
        view().withPanesEvery(Optional.empty(), Optional.of(TEN_SECONDS)),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1", "h1 [12:00, 12:05) LATE 3", "h1 [12:00, 12:05) LATE 4"),
        List.of());
  }

  @Test
  void lateEventsStillPendingAtTheEndOfLatenessFireThen() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .watermark("12:05:00")
            .event("h1", "12:01:00")
            .event("h1", "12:02:00")
            .watermark("12:15:00");

    assertView(
        timeline,
        view().withPanesEvery(Optional.empty(), Optional.of(TEN_SECONDS)),
        List.of("h1 [12:00, 12:05) ON_TIME 1", "h1 [12:00, 12:05) LATE 3"),
        List.of());
  }

  @Test
  void passingOfTheClockAloneEmitsNothing() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .clock(Duration.standardHours(1))
            .event("h1", "12:01:00")
            .watermark("12:05:00");

    assertView(timeline, List.of("h1 [12:00, 12:05) ON_TIME 2"), List.of());
  }

  @Test
  void earlyPanesAreTenSecondsApartAndHoldWhatChanged() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:10")
            .event("h2", "12:00:20")
            .clock(Duration.standardSeconds(11))
            .event("h1", "12:01:00")
            .event("h1", "12:02:00")
            .clock(Duration.standardSeconds(11))
            .event("h2", "12:03:00") // its early pane is overtaken by the one on time
            .watermark("12:05:00")
            .event("h2", "12:04:00")
            .clock(Duration.standardSeconds(11));

    assertView(
        timeline,
        view().withPanesEvery(Optional.of(TEN_SECONDS), Optional.of(TEN_SECONDS)),
        List.of(
            "h1 [12:00, 12:05) EARLY 1",
            "h2 [12:00, 12:05) EARLY 1",
            "h1 [12:00, 12:05) EARLY 3",
            "h1 [12:00, 12:05) ON_TIME 3",
            "h2 [12:00, 12:05) ON_TIME 2",
            "h2 [12:00, 12:05) LATE 3"),
        List.of());
  }
}
