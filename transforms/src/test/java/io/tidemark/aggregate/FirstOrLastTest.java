package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import java.util.Comparator;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

final class FirstOrLastTest {
  private static final int WORD = RandomEvents.SCHEMA.indexOf("word");
  private static final int RAW = RandomEvents.SCHEMA.indexOf("raw");
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::time)
          .thenComparing(event -> event.position().partition())
          .thenComparing(event -> event.position().offset());

  private static @Nullable Object value(String sql, List<Event> events) throws ExpressionException {
    Measure measure = Measure.compile("m", sql, RandomEvents.SCHEMA);
    Accumulation state = measure.create();
    events.forEach(event -> measure.add(event, state));
    return measure.value(state);
  }

  private static Event event(long time, String partition, long offset, @Nullable String word) {
    return RandomEvents.at(
        time,
        new Position(partition, offset),
        Cells.of(word, null, null, null, null, null, null, null, null));
  }

  @Test
  void firstAndLastAreThoseByEventTimeThenPosition() throws ExpressionException {
    for (int seed = 0; seed < 200; seed++) {
      List<Event> events = new RandomEvents(seed).take(100);
      List<Event> words =
          events.stream().filter(e -> e.cells().get(WORD) != null).sorted(ORDER).toList();
      List<Event> bytes =
          events.stream().filter(e -> e.cells().get(RAW) != null).sorted(ORDER).toList();

      assertEquals(words.get(0).cells().get(WORD), value("FIRST(word)", events));
      assertEquals(words.get(words.size() - 1).cells().get(WORD), value("LAST(word)", events));
      assertArrayEquals(
          (byte[]) bytes.get(bytes.size() - 1).cells().get(RAW),
          (byte[]) value("LAST(raw)", events));
    }
  }

  @Test
  void tieIsBrokenByTheNameOfThePartitionThenByTheOffset() throws ExpressionException {
    List<Event> events =
        List.of(
            event(5, "t-2", 1, "c"),
            event(5, "t-10", 9, "b"),
            event(5, "t-10", 7, "a"),
            event(5, "t-2", 30, "d"));

    assertEquals("a", value("FIRST(word)", events));
    assertEquals("d", value("LAST(word)", events));
  }

  @Test
  void eventWithoutAValueIsPassedOver() throws ExpressionException {
    List<Event> events =
        List.of(event(1, "p", 1, null), event(2, "p", 2, "x"), event(3, "p", 3, null));

    assertEquals("x", value("FIRST(word)", events));
    assertEquals("x", value("LAST(word)", events));
  }

  @Test
  void eventTimesMayBeBeforeTheEpoch() throws ExpressionException {
    List<Event> events = List.of(event(-1, "p", 1, "late"), event(-2, "p", 2, "early"));

    assertEquals("early", value("FIRST(word)", events));
    assertEquals("late", value("LAST(word)", events));
  }
}
