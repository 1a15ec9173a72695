package io.tidemark.aggregate;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** With what only Direct can show: Flink's TestStream cannot move processing time. */
class SessionsOnDirectTest extends SessionContract {
  private static final Optional<java.time.Duration> TEN_SECONDS =
      Optional.of(java.time.Duration.ofSeconds(10));

  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  @Test
  void earlyPaneHoldsTheEventsOfTenSeconds() {
    Timeline timeline =
        Timeline.create()
            .watermark("12:00:00")
            .event("h1", "12:00:00")
            .event("h1", "12:01:00")
            .event("h2", "12:00:00")
            .clock(Duration.standardSeconds(11))
            .event("h1", "12:02:00")
            .event("h1", "12:03:00")
            .clock(Duration.standardSeconds(11))
            .clock(Duration.standardSeconds(11)) // nothing has changed
            .event("h1", "12:03:00")
            .watermark("12:08:00")
            .clock(Duration.standardSeconds(11));

    assertView(
        timeline,
        sessions().withPanesEvery(TEN_SECONDS, Optional.empty()),
        List.of(
            "h1 [12:00, 12:06) EARLY 2/2",
            "h2 [12:00, 12:05) EARLY 1/1",
            "h1 [12:00, 12:08) EARLY 4/4",
            "h1 [12:00, 12:06) RETRACTED null/2",
            "h2 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:08) ON_TIME 5/5"));
  }

  @Test
  void lateEventsOfTenSecondsShareOnePaneAndOneRetraction() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:08:00")
            .event("h1", "12:02:00") // its part ended at 12:07
            .event("h1", "12:03:00") // its part ends now
            .clock(Duration.standardSeconds(11))
            .event("h1", "12:01:00")
            .clock(Duration.standardSeconds(11));

    assertView(
        timeline,
        sessions().withPanesEvery(Optional.empty(), TEN_SECONDS),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:08) LATE 3/3",
            "h1 [12:00, 12:05) RETRACTED null/1",
            "h1 [12:00, 12:08) LATE 4/4"));
  }

  @Test
  void lateEventsStillPendingWhenTheSessionExpiresFireThen() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:05:00")
            .event("h1", "12:00:00")
            .watermark("12:20:00");

    assertView(
        timeline,
        sessions().withPanesEvery(Optional.empty(), TEN_SECONDS),
        List.of("h1 [12:00, 12:05) ON_TIME 1/1", "h1 [12:00, 12:05) LATE 2/2"));
  }

  @Test
  void earlyPanesAndLateOnesOfOneKeyHaveTimesOfTheirOwn() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:05:00")
            .event("h1", "12:30:00") // early panes after 60 seconds
            .event("h1", "12:00:00") // late ones after 10
            .clock(Duration.standardSeconds(11))
            .event("h1", "12:30:00")
            .clock(Duration.standardSeconds(50));

    assertView(
        timeline,
        sessions().withPanesEvery(Optional.of(java.time.Duration.ofMinutes(1)), TEN_SECONDS),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:05) LATE 2/2",
            "h1 [12:30, 12:35) EARLY 2/2",
            "h1 [12:30, 12:35) ON_TIME 2/2"));
  }
}
