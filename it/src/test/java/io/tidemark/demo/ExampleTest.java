package io.tidemark.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleTest {
  private static final Instant END = Instant.parse("2026-11-01T12:00:00Z");
  private static final int MESSAGES = 5_000;

  static List<Example<?>> examples() {
    return Example.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  <E extends Dated> void sameEndGivesTheSameMessages(Example<E> example) {
    List<Message<E>> first = example.traffic(END, MESSAGES).all();

    List<Message<E>> second = example.traffic(END, MESSAGES).all();

    assertEquals(first.size(), second.size());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).value(), second.get(i).value());
      assertEquals(first.get(i).partition(), second.get(i).partition());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  <E extends Dated> void everyKindOfTroubleIsThere(Example<E> example) {
    Forecast forecast = Forecast.of(example, END, example.traffic(END, MESSAGES).all());

    assertTrue(
        forecast
            .deadLetters()
            .keySet()
            .containsAll(
                Set.of(
                    "MALFORMED", "SCHEMA", "NO_EVENT_TIME", "FUTURE_EVENT_TIME", "CHECK_FAILED")),
        forecast.deadLetters().toString());
    long dead = forecast.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    assertEquals(forecast.arrivals(), dead + forecast.duplicates() + forecast.kept());
    assertEquals(example.dedup().isPresent(), forecast.duplicates() > 0);
    for (Oracle.View<E, ?> view : example.views(END)) {
      assertTrue(forecast.written().get(view.name()).rows() > 0, view.name() + " writes nothing");
      assertTrue(forecast.tooLate().get(view.name()) > 0, "nothing too late for " + view.name());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  <E extends Dated> void everyWindowWithAnEventThatCountsIsClosedByTheLastMessages(
      Example<E> example) {
    List<Message<E>> messages = new ArrayList<>(example.traffic(END, MESSAGES).messages());
    Map<Integer, Long> reached = new HashMap<>();
    messages.forEach(
        m ->
            m.event()
                .ifPresent(e -> reached.merge(m.partition(), e.time().toEpochMilli(), Math::max)));

    long lowest =
        reached.values().stream().mapToLong(Long::longValue).min().orElseThrow()
            - Example.OUT_OF_ORDERNESS.toMillis();

    assertEquals(Arrivals.PARTITIONS, reached.size());
    List<Oracle.Kept<E>> kept = Oracle.kept(messages, Example.OUT_OF_ORDERNESS, example.dedup());
    for (Oracle.View<E, ?> view : example.views(END)) {
      if (view.shape() instanceof Oracle.Sessions) {
        continue; // its rows are early ones until the partitions are idle
      }
      assertTrue(lastEnd(kept, view) <= lowest, view.name() + " has a window that stays open");
    }
  }

  private static <E extends Dated, K> long lastEnd(
      List<Oracle.Kept<E>> kept, Oracle.View<E, K> view) {
    return Oracle.judge(kept, view).written(view).keySet().stream()
        .mapToLong(slot -> slot.end().toEpochMilli())
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("examples")
  <E extends Dated> void stragglersRefineOneRowOfTheMainView(Example<E> example) {
    Traffic<E> traffic = example.traffic(END, MESSAGES);
    Forecast before = Forecast.of(example, END, traffic.messages());

    Forecast after = Forecast.of(example, END, traffic.all());

    String main = example.outputs().mainTable();
    assertEquals(before.written().get(main).rows(), after.written().get(main).rows());
    assertEquals(before.written().get(main).revisions() + 3, after.written().get(main).revisions());
    assertEquals(before.tooLate(), after.tooLate());
  }
}
