package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every measure has the same value and the same bytes, however its events were added. */
final class AnyOrderTest {

  private static byte[] encoded(Accumulator state, List<Measure> measures) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AccumulatorCoder.of(measures).encode(state, out);
    return out.toByteArray();
  }

  private static Accumulator copy(Accumulator state, List<Measure> measures) throws IOException {
    byte[] bytes = encoded(state, measures);
    return AccumulatorCoder.of(measures).decode(new ByteArrayInputStream(bytes));
  }

  private static Accumulator inOrder(List<Event> events, List<Measure> measures) {
    Accumulator state = Accumulator.of(measures);
    events.forEach(event -> state.add(event, measures));
    return state;
  }

  /**
   * Adds {@code events} in any order, in parts that are merged as any tree, with events between.
   */
  private static Accumulator shuffled(List<Event> events, List<Measure> measures, Random random)
      throws IOException {
    List<Event> rest = new ArrayList<>(events);
    Collections.shuffle(rest, random);
    int most = 1 + random.nextInt(2 * rest.size());
    List<Accumulator> parts = new ArrayList<>();
    while (!rest.isEmpty() || parts.size() > 1) {
      if (!rest.isEmpty() && (parts.size() < 2 || random.nextInt(3) > 0)) {
        Accumulator part =
            parts.isEmpty() || random.nextBoolean()
                ? Accumulator.of(measures)
                : parts.remove(random.nextInt(parts.size()));
        List<Event> some = rest.subList(0, Math.min(rest.size(), 1 + random.nextInt(most)));
        some.forEach(event -> part.add(event, measures));
        some.clear();
        parts.add(part);
      } else {
        Accumulator into = parts.remove(random.nextInt(parts.size()));
        Accumulator other = parts.remove(random.nextInt(parts.size()));
        into.addAll(other);
        parts.add(random.nextInt(3) == 0 ? copy(into, measures) : into);
      }
    }
    return parts.get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COUNT(*)",
        "COUNT(word)",
        "COUNT(tags) FILTER (WHERE ok)",
        "SUM(number / 1000)",
        "SUM(price)",
        "SUM(score)",
        "AVG(number)",
        "AVG(price)",
        "AVG(score)",
        "MIN(word)",
        "MAX(score)",
        "STDDEV(number)",
        "STDDEV(price)",
        "STDDEV(score)",
        "STDDEV(score) FILTER (WHERE score > 0 AND score < 1)",
        "FIRST(word)",
        "LAST(raw)",
        "FIRST(tags) FILTER (WHERE ok)",
        "LAST(score)",
        "APPROX_COUNT_DISTINCT(word)",
        "APPROX_COUNT_DISTINCT(number)",
        "APPROX_COUNT_DISTINCT(price)",
        "APPROX_COUNT_DISTINCT(score)",
        "APPROX_COUNT_DISTINCT(since) FILTER (WHERE ok)",
        "APPROX_COUNT_DISTINCT(born)",
        "APPROX_COUNT_DISTINCT(ok)",
        "APPROX_COUNT_DISTINCT(raw)",
        "APPROX_QUANTILE(number, 0.95)",
        "APPROX_QUANTILE(price, 0.5)",
        "APPROX_QUANTILE(score, 0.01)",
        "APPROX_QUANTILE(score, 1)"
      })
  void valueAndBytesDoNotDependOnOrderOrMerging(String sql)
      throws ExpressionException, IOException {
    List<Measure> measures = List.of(Measure.compile("m", sql, RandomEvents.SCHEMA));
    for (int size : new int[] {1, 2, 10, 100, 1000, 15_000}) {
      List<Event> events = new RandomEvents(size).take(size);
      Accumulator expected = inOrder(events, measures);
      Cells values = expected.values(measures);
      byte[] bytes = encoded(expected, measures);
      for (int round = 0; round < (size > 1000 ? 3 : 10); round++) {

        Accumulator state = shuffled(events, measures, new Random(31L * size + round));

        assertEquals(values, state.values(measures));
        assertArrayEquals(bytes, encoded(state, measures));
        assertEquals(values, copy(state, measures).values(measures));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STDDEV(number)",
        "LAST(word)",
        "APPROX_COUNT_DISTINCT(number)",
        "APPROX_QUANTILE(score, 0.5)"
      })
  void whatIsMergedIntoAnotherStaysAsItIs(String sql) throws ExpressionException, IOException {
    List<Measure> measures = List.of(Measure.compile("m", sql, RandomEvents.SCHEMA));
    List<Event> events = new RandomEvents(1).take(10_000);
    Accumulator one = inOrder(events.subList(0, 5000), measures);
    Accumulator other = inOrder(events.subList(5000, 10_000), measures);
    byte[] bytes = encoded(copy(other, measures), measures);

    one.addAll(other);
    events.forEach(event -> one.add(event, measures));

    assertEquals(true, Arrays.equals(bytes, encoded(other, measures)));
  }
}
