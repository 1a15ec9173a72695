package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatenessTest {
  @ParameterizedTest(name = "tidemark {0}, window end {1}, allowed lateness {2}: {3}")
  @CsvSource({
    "99, 100, 50, ON_TIME",
    "100, 100, 50, LATE",
    "149, 100, 50, LATE",
    "150, 100, 50, TOO_LATE",
    "99, 100, 0, ON_TIME",
    "100, 100, 0, TOO_LATE",
    "100, 100, 1, LATE",
    "101, 100, 1, TOO_LATE",
    "-101, -100, 50, ON_TIME",
    "-100, -100, 50, LATE",
    "-50, -100, 50, TOO_LATE",
    "-1, 0, 0, ON_TIME",
    "0, 0, 0, TOO_LATE",
  })
  void tidemarkAloneDecides(
      long tidemark, long windowEnd, long allowedLateness, Lateness expected) {
    Lateness lateness = Lateness.of(tidemark, windowEnd, allowedLateness);

    assertEquals(expected, lateness);
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775", "0", "9223372036854775"})
  void firstEventsOfPartitionAreOnTimeForEveryWindowThatEndsLater(long windowEnd) {
    Lateness lateness = Lateness.of(Event.BEFORE_ALL, windowEnd, 0);

    assertEquals(windowEnd == Event.BEFORE_ALL ? Lateness.TOO_LATE : Lateness.ON_TIME, lateness);
  }

  @ParameterizedTest
  @CsvSource({"100", "9223372036854775807"})
  void boundlessLatenessAcceptsEverythingBeforeTheEndOfTime(long allowedLateness) {
    Lateness lateness = Lateness.of(Long.MAX_VALUE - 1, Long.MAX_VALUE - 50, allowedLateness);

    assertEquals(Lateness.LATE, lateness);
  }
}
