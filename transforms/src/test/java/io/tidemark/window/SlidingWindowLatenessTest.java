package io.tidemark.window;

import io.tidemark.fixture.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The five classes of lateness of a view with windows of 10 minutes every 5 minutes, and 5 minutes
 * of allowed lateness: each (event, window) is decided alone.
 */
abstract class SlidingWindowLatenessTest extends LatenessTest {
  private static final HitsByHost VIEW =
      HitsByHost.over(
              ViewWindows.sliding(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ZERO))
          .withAllowedLateness(Duration.ofMinutes(5));

  @Override
  HitsByHost view() {
    return VIEW;
  }

  @Test
  void eventOnTimeIsInEveryWindowThatHoldsIt() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:05:00")
            .watermark("12:05:00") // the end of [11:55, 12:05)
            .watermark("12:15:00");

    assertView(
        timeline,
        List.of(
            "h1 [11:55, 12:05) ON_TIME 1",
            "h1 [12:00, 12:10) ON_TIME 2",
            "h1 [12:05, 12:15) ON_TIME 1"),
        List.of());
  }

  @Test
  void speculationGoesOnInTheWindowsThatAreStillOpen() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:01:00")
            .watermark("12:05:00")
            .event("h1", "12:06:00"); // for windows that are open

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()),
        List.of(
            "h1 [11:55, 12:05) EARLY 1",
            "h1 [12:00, 12:10) EARLY 1",
            "h1 [11:55, 12:05) ON_TIME 1",
            "h1 [12:00, 12:10) EARLY 2",
            "h1 [12:05, 12:15) EARLY 1",
            "h1 [12:00, 12:10) ON_TIME 2",
            "h1 [12:05, 12:15) ON_TIME 1"),
        List.of());
  }

  @Test
  void eventBehindTheWatermarkIsNotSeenToBeLateWhereItsWindowsAreOpen() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:05:10")
            .watermark("12:09:59.999")
            .event("h1", "12:05:20") // behind the watermark; both its windows are open
            .watermark("12:10:00");

    assertView(
        timeline, List.of("h1 [12:00, 12:10) ON_TIME 2", "h1 [12:05, 12:15) ON_TIME 2"), List.of());
  }

  @Test
  void eventCanBeLateForOneWindowAndOnTimeForTheNext() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:04:00")
            .watermark("12:05:00") // the end of [11:55, 12:05)
            .event("h1", "12:04:30")
            .watermark("12:10:00");

    assertView(
        timeline,
        List.of(
            "h1 [11:55, 12:05) ON_TIME 1",
            "h1 [11:55, 12:05) LATE 2",
            "h1 [12:00, 12:10) ON_TIME 2"),
        List.of());
  }

  @Test
  void eventTooLateForItsOldestWindowStillCountsInTheOthers() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:04:00")
            .watermark("12:10:00") // the end of [11:55, 12:05) + 5 min, the end of [12:00, 12:10)
            .event("h1", "12:04:30");

    assertView(
        timeline,
        List.of(
            "h1 [11:55, 12:05) ON_TIME 1",
            "h1 [12:00, 12:10) ON_TIME 1",
            "h1 [12:00, 12:10) LATE 2"),
        List.of("views.hits h1 [11:55, 12:05) at 12:04:30 tidemark 12:10"));
  }

  @Test
  void eventTooLateForAllItsWindowsIsALateEventOfEach() {
    Timeline timeline = Timeline.create().watermark("12:15:00").event("h1", "12:04:59.999");

    assertView(
        timeline,
        List.of(),
        List.of(
            "views.hits h1 [11:55, 12:05) at 12:04:59.999 tidemark 12:15",
            "views.hits h1 [12:00, 12:10) at 12:04:59.999 tidemark 12:15"));
  }

  @Test
  void firstRowOfAKeyIsTheOnlyOneUntilItWasQuietForLongEnough() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:04:00") // the first row: [11:55, 12:05)
            .event("h2", "12:04:00")
            .event("h1", "12:09:00") // [12:00, 12:10) ends 5 min later, [12:05, 12:15) 10 min
            .watermark("12:20:00")
            .event("h1", "12:16:00"); // [12:10, 12:20) 15 min, [12:15, 12:25) 20 min

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty())
            .withOnce(Duration.ofMinutes(10)),
        List.of(
            "h1 [11:55, 12:05) EARLY 1",
            "h2 [11:55, 12:05) EARLY 1",
            "h1 [12:05, 12:15) EARLY 1",
            "h1 [12:15, 12:25) EARLY 1"),
        List.of());
  }

  @Test
  void alertOfALaterBurstDoesNotHoldBackAnEarlierOneThatIsReadAfterIt() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:44:00") // [12:35, 12:45)
            .event("h1", "12:04:00") // [11:55, 12:05), and [12:00, 12:10) 5 min later
            .event("h1", "12:34:00"); // [12:25, 12:35) 10 min before, [12:30, 12:40) 5 min

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty())
            .withOnce(Duration.ofMinutes(10)),
        List.of(
            "h1 [12:35, 12:45) EARLY 1", "h1 [11:55, 12:05) EARLY 1", "h1 [12:25, 12:35) EARLY 1"),
        List.of());
  }

  @Test
  void alertIsWithdrawnWhenItsHavingStopsHolding() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:04:00")
            .event("h1", "12:04:01")
            .event("h1", "12:04:02")
            .watermark("12:30:00");

    assertView(
        timeline,
        VIEW.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty())
            .withHaving("hits < 2 OR hits > 2")
            .withOnce(Duration.ofMinutes(10)),
        List.of("h1 [11:55, 12:05) EARLY 1", "h1 [11:55, 12:05) RETRACTED null"),
        List.of());
  }
}
