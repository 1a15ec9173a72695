package io.tidemark.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
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
