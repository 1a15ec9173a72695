package io.tidemark.time;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import java.time.Instant;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.joda.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithinSliceTest {
  private static final Instant FROM = Instant.ofEpochMilli(at("12:00"));
  private static final Instant TO = Instant.ofEpochMilli(at("13:00"));

  @ParameterizedTest
  @CsvSource({
    "11:59:59.999, false",
    "12:00:00, true",
    "12:59:59.999, true",
    "13:00:00, false",
  })
  void eventViewHoldsTimesOfTheSliceAlone(String time, boolean expected) {
    Event event = Timeline.event(0, at(time), Event.BEFORE_ALL, "h1", 0L);

    boolean holds = WithinSlice.ofTimes(FROM, TO).holds(event);

    assertEquals(expected, holds);
  }

  @ParameterizedTest
  @CsvSource({
    "11:59:59.999, false", // [11:50, 12:00) ends at from, which the slice before holds
    "12:00:00, true", // [12:00, 12:10)
    "12:50:00, true", // [12:50, 13:00) ends at to
    "12:59:59.999, true",
    "13:00:00, false", // [13:00, 13:10)
  })
  void windowedViewHoldsWindowsThatEndAfterFromAndNotAfterTo(String time, boolean expected) {
    Event event = Timeline.event(0, at(time), Event.BEFORE_ALL, "h1", 0L);
    FixedWindows tenMinutes = FixedWindows.of(Duration.standardMinutes(10));

    boolean holds = WithinSlice.ofWindows(FROM, TO, tenMinutes).holds(event);

    assertEquals(expected, holds);
  }

  @ParameterizedTest
  @CsvSource({
    "11:54:59.999, false", // [11:45, 11:55) ends before from
    "11:55:00, true", // [11:55, 12:05) straddles from: it is whole here
    "12:54:59.999, true", // [12:45, 12:55)
    "12:55:00, false", // [12:55, 13:05) straddles to: it is whole in the next slice
  })
  void windowThatStraddlesAnEdgeIsWholeInTheSliceOfItsEnd(String time, boolean expected) {
    Event event = Timeline.event(0, at(time), Event.BEFORE_ALL, "h1", 0L);
    FixedWindows offset =
        FixedWindows.of(Duration.standardMinutes(10)).withOffset(Duration.standardMinutes(5));

    boolean holds = WithinSlice.ofWindows(FROM, TO, offset).holds(event);

    assertEquals(expected, holds);
  }
}
