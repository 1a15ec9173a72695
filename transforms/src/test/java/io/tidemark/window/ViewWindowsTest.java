package io.tidemark.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Span;
import io.tidemark.model.Windows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ViewWindowsTest {
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
    Windows window = ViewWindows.fixed(Duration.ofMillis(size), Duration.ofMillis(offset));

    List<Span> assigned = window.of(time);

    assertEquals(List.of(new Span(start, start + size)), assigned);
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
  void daysBeginAtMidnightOfTheirZone(Instant time, int days, Instant start, Instant end) {
    Windows window = ViewWindows.days(days, ZoneId.of("Europe/Berlin"));

    List<Span> assigned = window.of(time.toEpochMilli());

    assertEquals(List.of(new Span(start.toEpochMilli(), end.toEpochMilli())), assigned);
  }

  @Test
  void windowOfNoDaysIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ViewWindows.days(0, ZoneId.of("UTC")));
  }

  @Test
  void windowThatHoldsNothingIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ViewWindows.fixed(Duration.ZERO, Duration.ZERO));

    assertEquals("a window every PT0S: at least 1 ms is needed", refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-1", "10", "11"})
  void offsetOutsideTheSizeIsRefused(long offset) {
    assertThrows(
        IllegalArgumentException.class,
        () -> ViewWindows.fixed(Duration.ofMillis(10), Duration.ofMillis(offset)));
  }

  @Test
  void windowsOfOneSizeAndOffsetAreEqualAfterTravelling() {
    Windows window = ViewWindows.fixed(Duration.ofMinutes(5), Duration.ofMinutes(1));

    Windows arrived = SerializableUtils.clone(window);

    assertEquals(window, arrived);
  }

  @ParameterizedTest(name = "{0} ms, size {1}, every {2}, offset {3}: from {4}")
  @CsvSource({
    "0, 10, 5, 0, -5 0",
    "4, 10, 5, 0, -5 0",
    "5, 10, 5, 0, 0 5",
    "9, 10, 4, 0, 0 4 8",
    "10, 10, 4, 0, 4 8",
    "-1, 10, 5, 2, -8 -3",
    "7, 10, 10, 0, 0",
  })
  void slidingWindowsThatHoldAnEventAreGivenFromTheEarliest(
      long time, long size, long every, long offset, String starts) {
    Windows windows =
        ViewWindows.sliding(
            Duration.ofMillis(size), Duration.ofMillis(every), Duration.ofMillis(offset));

    List<Span> assigned = windows.of(time);

    assertEquals(
        Arrays.stream(starts.split(" "))
            .map(Long::valueOf)
            .map(start -> new Span(start, start + size))
            .toList(),
        assigned);
  }

  @Test
  void slidingDaysAreRightAcrossAChangeOfClocks() {
    Windows windows = ViewWindows.slidingDays(2, 1, ZoneId.of("Europe/Rome"));

    List<Span> assigned = windows.of(Instant.parse("2026-10-25T12:00:00Z").toEpochMilli());

    assertEquals(
        List.of(
            span("2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z"),
            span("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z")),
        assigned);
  }

  @Test
  void gapsBetweenSlidingWindowsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ViewWindows.sliding(Duration.ofMillis(5), Duration.ofMillis(6), Duration.ZERO));
  }

  @Test
  void sessionPartGoesFromTheEventToTheGapAfterIt() {
    Windows windows = ViewWindows.sessions(Duration.ofMillis(30));

    assertEquals(List.of(new Span(7, 37)), windows.of(7));
  }

  @ParameterizedTest(name = "{0}: from {1}")
  @CsvSource({
    "4, 0", // of [-5, 5) and [0, 10) the second ends within (5, 15]
    "5, 0 5", "9, 0 5", "10, 5", "15, ''",
  })
  void sliceHoldsTheWindowsThatEndAfterFromAndNotAfterTo(long time, String starts) {
    Windows windows =
        ViewWindows.within(
            ViewWindows.sliding(Duration.ofMillis(10), Duration.ofMillis(5), Duration.ZERO),
            Instant.ofEpochMilli(5),
            Instant.ofEpochMilli(15));

    List<Span> assigned = windows.of(time);

    assertEquals(
        Arrays.stream(starts.split(" "))
            .filter(start -> !start.isEmpty())
            .map(Long::valueOf)
            .map(start -> new Span(start, start + 10))
            .toList(),
        assigned);
  }

  @ParameterizedTest
  @CsvSource({"-130, false", "-129, true", "99, true", "100, false"})
  void sessionsAroundASliceAreThosePartsThatAreWithinTheMultiplesAroundItOrReachIn(
      long time, boolean held) {
    Windows windows =
        ViewWindows.sessionsAround(
            ViewWindows.sessions(Duration.ofMillis(30)),
            Duration.ofMillis(100),
            Instant.ofEpochMilli(-1),
            Instant.ofEpochMilli(100));

    assertEquals(held, !windows.of(time).isEmpty());
  }

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start).toEpochMilli(), Instant.parse(end).toEpochMilli());
  }

  /** Sizes that windows do not begin at the end of, too; times before 1970, too. */
  static List<Windows> everyKind() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Windows sliding =
        ViewWindows.sliding(Duration.ofMillis(10), Duration.ofMillis(4), Duration.ofMillis(3));
    return List.of(
        ViewWindows.fixed(Duration.ofMillis(10), Duration.ofMillis(3)),
        ViewWindows.sliding(Duration.ofMillis(12), Duration.ofMillis(4), Duration.ZERO),
        sliding,
        ViewWindows.within(sliding, Instant.ofEpochMilli(-5), Instant.ofEpochMilli(31)),
        ViewWindows.sessions(Duration.ofMillis(7)),
        ViewWindows.sessionsAround(
            ViewWindows.sessions(Duration.ofMillis(7)),
            Duration.ofMillis(20),
            Instant.ofEpochMilli(-5),
            Instant.ofEpochMilli(31)),
        ViewWindows.slidingDays(3, 2, berlin));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void timesThatAreAlikeHaveTheSameWindows(Windows windows) {
    for (long time = -60; time <= 60; time++) {
      Span alike = windows.alike(time);

      assertTrue(alike.holds(time));
      for (long other = Math.max(-60, alike.start()); other < Math.min(61, alike.end()); other++) {
        assertEquals(windows.of(time), windows.of(other), time + " and " + other);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void rememberingWindowsAreTheSame(Windows windows) {
    Windows remembering = SerializableUtils.clone(windows.remembering());
    Random random = new Random(1);
    long time = 0;
    for (int i = 0; i < 2_000; i++) {
      time += random.nextInt(7) - 3;

      assertEquals(windows.of(time), remembering.of(time));
    }
  }
}
