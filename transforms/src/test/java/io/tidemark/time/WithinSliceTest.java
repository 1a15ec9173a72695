package io.tidemark.time;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import java.time.Instant;
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
}
