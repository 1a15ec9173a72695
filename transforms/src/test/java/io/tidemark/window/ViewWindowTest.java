package io.tidemark.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewWindowTest {
  @ParameterizedTest(name = "{0} ms, size {1}, offset {2}: from {3}")
  @CsvSource({
    "0, 10, 0, 0",
    "9, 10, 0, 0",
    "10, 10, 0, 10",
    "2, 10, 3, -7",
    "3, 10, 3, 3",
    "-1, 10, 0, -10",
    "-10, 10, 0, -10",
    "-11, 10, 0, -20",
    "-35, 10, 0, -40",
    "-17, 10, 3, -17",
    "-18, 10, 3, -27",
    "5, 1, 0, 5",
  })
  void eventTimeBelongsToTheWindowThatHoldsIt(long time, long size, long offset, long start) {
    ViewWindow window = ViewWindow.fixed(Duration.ofMillis(size), Duration.ofMillis(offset));

    IntervalWindow assigned = window.windowFn().assignWindow(Instant.ofEpochMilli(time));

    assertEquals(start, assigned.start().getMillis());
    assertEquals(start + size, assigned.end().getMillis());
  }

  @ParameterizedTest(name = "{0} in windows of {1} days: [{2}, {3})")
  @CsvSource({
    // UTC+2 from 01:00Z on 2026-03-29, UTC+1 again from 01:00Z on 2026-10-25
    "2026-03-28T22:59:59.999Z, 1, 2026-03-27T23:00:00Z, 2026-03-28T23:00:00Z",
    "2026-03-28T23:00:00Z, 1, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z", // 23 hours
    "2026-03-29T21:59:59.999Z, 1, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "2026-03-29T22:00:00Z, 1, 2026-03-29T22:00:00Z, 2026-03-30T22:00:00Z",
    "2026-10-25T22:59:59.999Z, 1, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z", // 25 hours
    "1970-01-01T00:00:00Z, 7, 1969-12-31T23:00:00Z, 1970-01-07T23:00:00Z",
    "1969-12-31T22:59:59.999Z, 7, 1969-12-24T23:00:00Z, 1969-12-31T23:00:00Z",
  })
  void daysBeginAtMidnightOfTheirZone(
      java.time.Instant time, int days, java.time.Instant start, java.time.Instant end) {
    ViewWindow window = ViewWindow.days(days, ZoneId.of("Europe/Berlin"));

    IntervalWindow assigned =
        window.windowFn().assignWindow(Instant.ofEpochMilli(time.toEpochMilli()));

    assertEquals(start.toEpochMilli(), assigned.start().getMillis());
    assertEquals(end.toEpochMilli(), assigned.end().getMillis());
  }

  @Test
  void windowOfNoDaysIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ViewWindow.days(0, ZoneId.of("UTC")));
  }

  @Test
  void windowThatHoldsNothingIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ViewWindow.fixed(Duration.ZERO, Duration.ZERO));

    assertEquals(
        "a window of PT0S holds nothing: its size must be at least 1 ms", refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-1", "10", "11"})
  void offsetOutsideTheSizeIsRefused(long offset) {
    assertThrows(
        IllegalArgumentException.class,
        () -> ViewWindow.fixed(Duration.ofMillis(10), Duration.ofMillis(offset)));
  }

  @Test
  void negativeLatenessIsRefused() {
    ViewWindow window = ViewWindow.fixed(Duration.ofMinutes(5), Duration.ZERO);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> window.withAllowedLateness(Duration.ofSeconds(-1)));

    assertEquals("an allowed lateness of PT-1S is negative", refused.getMessage());
  }

  @Test
  void negativeTimeBetweenLatePanesIsRefused() {
    ViewWindow window = ViewWindow.fixed(Duration.ofMinutes(5), Duration.ZERO);

    assertThrows(
        IllegalArgumentException.class,
        () -> window.withLateEvery(Optional.of(Duration.ofSeconds(-1))));
  }

  @Test
  void latePanesAtOnceAreTheDefaultAndWhatZeroMeans() {
    ViewWindow window = ViewWindow.fixed(Duration.ofMinutes(5), Duration.ZERO);

    ViewWindow zero = window.withLateEvery(Optional.of(Duration.ZERO));

    assertEquals(Optional.empty(), window.lateEvery());
    assertEquals(Optional.empty(), zero.lateEvery());
  }

  @Test
  void windowsOfOneSizeAndOffsetAreEqualAfterTravelling() {
    ViewWindow window = ViewWindow.fixed(Duration.ofMinutes(5), Duration.ofMinutes(1));

    ViewWindow arrived = SerializableUtils.clone(window);

    assertEquals(window.windowFn(), arrived.windowFn());
  }
}
