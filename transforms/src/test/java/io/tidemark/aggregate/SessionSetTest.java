package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions with a gap of 5 ms, none across a multiple of 20 ms. */
class SessionSetTest {
  private static final long GAP = 5;
  private static final long MAX_LENGTH = 20;
  private static final SessionRule RULE = new SessionRule(GAP, MAX_LENGTH);
  private static final Schema EVENT = Schema.of(Field.required("ms", Type.LONG));

  private static final List<Measure> MEASURES = List.of(sum());

  /** A session as the tests see it. */
  private record Seen(long start, long end, long events, long sum) {}

  @Test
  void eventsLessThanAGapApartAreInOneSession() {
    SessionSet sessions = setOf(1, 5, 9);

    assertEquals(List.of(new Seen(1, 14, 3, 15)), seen(sessions));
  }

  @Test
  void eventsExactlyAGapApartAreInTwo() {
    SessionSet sessions = setOf(1, 6);

    assertEquals(List.of(new Seen(1, 6, 1, 1), new Seen(6, 11, 1, 6)), seen(sessions));
  }

  @Test
  void sessionIsCutAtAMultipleOfMaxLengthAndNeverGoesAcross() {
    SessionSet sessions = setOf(18, 19, 20, 21);

    assertEquals(List.of(new Seen(18, 20, 2, 37), new Seen(20, 26, 2, 41)), seen(sessions));
  }

  @Test
  void timesBeforeTheEpochAreCutLikeOthers() {
    SessionSet sessions = setOf(-21, -20, -1, 0);

    assertEquals(
        List.of(
            new Seen(-21, -20, 1, -21),
            new Seen(-20, -15, 1, -20),
            new Seen(-1, 0, 1, -1),
            new Seen(0, 5, 1, 0)),
        seen(sessions));
  }

  @Test
  void eventBetweenTwoSessionsMakesThemOne() {
    SessionSet sessions = setOf(0, 8);

    add(sessions, 4);

    assertEquals(List.of(new Seen(0, 13, 3, 12)), seen(sessions));
  }

  @Test
  void everyOrderOfSixEventsGivesTheSameSessions() {
    long[] times = {0, 4, 9, 13, 16, 20};
    List<Seen> expected = oracle(times);

    for (List<Integer> order : orders(List.of(0, 1, 2, 3, 4, 5))) {
      SessionSet sessions = SessionSet.empty(RULE);
      order.forEach(i -> add(sessions, times[i]));

      assertEquals(expected, seen(sessions), order.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void partsMergedInAnyOrderGiveWhatAnOracleGives(long seed) throws IOException {
    Random random = new Random(seed);
    long[] times = random.longs(1 + random.nextInt(40), -60, 120).toArray();

    // Parts of some of the events each, as bundles make them; then merged two by two, in disorder.
    List<SessionSet> parts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      parts.add(SessionSet.empty(RULE));
    }
    for (long time : times) {
      add(parts.get(random.nextInt(parts.size())), time);
    }
    while (parts.size() > 1) {
      Collections.shuffle(parts, random);
      SessionSet part = recoded(parts.remove(parts.size() - 1));
      SessionSet into = parts.get(0);
      part.sessions().forEach(session -> into.add(session, MEASURES, 0));
    }

    assertEquals(oracle(times), seen(parts.get(0)));
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Sorts the times, and begins a session wherever one is a gap after the last, or is cut off. */
  private static List<Seen> oracle(long... times) {
    List<Seen> sessions = new ArrayList<>();
    List<Long> current = new ArrayList<>();
    for (long time : LongStream.of(times).sorted().toArray()) {
      if (!current.isEmpty()) {
        long last = current.get(current.size() - 1);
        if (time - last >= GAP || cut(time) != cut(last)) {
          sessions.add(session(current));
          current.clear();
        }
      }
      current.add(time);
    }
    sessions.add(session(current));
    return sessions;
  }

  private static Seen session(List<Long> times) {
    long end = Math.min(times.get(times.size() - 1) + GAP, cut(times.get(0)));
    long sum = times.stream().mapToLong(Long::longValue).sum();
    return new Seen(times.get(0), end, times.size(), sum);
  }

  /** The first multiple of the greatest length that is after {@code time}. */
  private static long cut(long time) {
    long multiple = -10 * MAX_LENGTH;
    while (multiple <= time) {
      multiple += MAX_LENGTH;
    }
    return multiple;
  }

  private static List<List<Integer>> orders(List<Integer> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : of) {
      List<Integer> rest = new ArrayList<>(of);
      rest.remove(first);
      for (List<Integer> order : orders(rest)) {
        List<Integer> whole = new ArrayList<>(List.of(first));
        whole.addAll(order);
        all.add(whole);
      }
    }
    return all;
  }

  private static SessionSet setOf(long... times) {
    SessionSet sessions = SessionSet.empty(RULE);
    LongStream.of(times).forEach(time -> add(sessions, time));
    return sessions;
  }

  private static void add(SessionSet sessions, long time) {
    Position position = new Position("p", 0);
    Arrival arrival = new Arrival(new byte[0], null, List.of(), null, position, time);
    Event event = new Event(Cells.of(time), time, Event.BEFORE_ALL, arrival);
    sessions.widen(time, time, MEASURES, 0).total().add(event, MEASURES);
  }

  private static SessionSet recoded(SessionSet sessions) throws IOException {
    SessionSetCoder coder = SessionSetCoder.of(RULE, MEASURES);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(sessions, out);
    return coder.decode(new ByteArrayInputStream(out.toByteArray()));
  }

  private static Measure sum() {
    try {
      return Measure.compile("sum", "SUM(ms)", EVENT);
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Seen> seen(SessionSet sessions) {
    return sessions.sessions().stream()
        .map(
            session -> {
              Span span = RULE.span(session);
              Cells values = session.total().values(MEASURES);
              return new Seen(
                  span.start(), span.end(), session.total().events(), (Long) values.get(1));
            })
        .toList();
  }
}
