package io.tidemark.replay;

import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contract in plain Java: what is kept, what is late for which window, and the final value of
 * every window, with nothing of the code under test.
 */
final class ReplayOracle {
  static final long MINUTE = 60_000;
  static final long WITHIN = 2 * MINUTE;
  static final long FIXED = 5 * MINUTE;
  static final long FIXED_LATENESS = 2 * MINUTE;
  static final long SIZE = 10 * MINUTE;
  static final long EVERY = 3 * MINUTE;
  static final long OFFSET = MINUTE;
  static final long SLIDING_LATENESS = 4 * MINUTE;
  static final long GAP = 90_000;
  static final long LONGEST = 20 * MINUTE;
  static final long SESSION_LATENESS = 3 * MINUTE;

  private final List<Event> kept = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>();
  private final List<String> deadLetters = new ArrayList<>();
  private int accepted;

  ReplayOracle(List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      chunk.deadLetters().forEach(d -> deadLetters.add(d.arrival().position().toString()));
      chunk.events().forEach(this::dedup);
    }
    slots("fixed", FIXED, FIXED, 0, FIXED_LATENESS);
    slots("sliding", SIZE, EVERY, OFFSET, SLIDING_LATENESS);
    sessions();
  }

  private void dedup(Event event) {
    boolean duplicate =
        kept.stream()
            .anyMatch(
                k ->
                    k.cells().get(0).equals(event.cells().get(0))
                        && k.position().partition().equals(event.position().partition())
                        && Math.abs(k.time() - event.time()) <= WITHIN
                        && event.tidemark() < k.time() + WITHIN);
    if (duplicate) {
      duplicates.add(event.position().toString());
    } else {
      kept.add(event);
    }
  }

  private void slots(String view, long size, long every, long offset, long lateness) {
    Map<String, List<Event>> windows = new HashMap<>();
    for (Event event : kept) {
      long first = Math.floorDiv(event.time() - size - offset, every) * every + offset;
      for (long start = first; start <= event.time(); start += every) {
        if (event.time() >= start + size) {
          continue;
        }
        if (event.tidemark() >= start + size + lateness) {
          late.add(view + " " + event.position() + " " + start + " " + (start + size));
        } else {
          accepted++;
          String key = view + " " + event.cells().get(1) + " " + start + " " + (start + size);
          windows.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
        }
      }
    }
    windows.forEach((key, events) -> values.put(key, measures(events)));
  }

  private void sessions() {
    Map<Object, List<Event>> hosts = new HashMap<>();
    for (Event event : kept) {
      if (event.tidemark() >= event.time() + GAP + SESSION_LATENESS) {
        late.add("sessions " + event.position() + " " + event.time() + " " + (event.time() + GAP));
      } else {
        accepted++;
        hosts.computeIfAbsent(event.cells().get(1), k -> new ArrayList<>()).add(event);
      }
    }
    hosts.forEach(
        (host, events) -> {
          events.sort(Comparator.comparingLong(Event::time));
          List<Event> session = new ArrayList<>();
          for (Event event : events) {
            if (!session.isEmpty() && isApart(session.get(session.size() - 1), event)) {
              close(host, session);
              session = new ArrayList<>();
            }
            session.add(event);
          }
          close(host, session);
        });
  }

  private static boolean isApart(Event last, Event next) {
    return next.time() >= last.time() + GAP
        || Math.floorDiv(next.time(), LONGEST) != Math.floorDiv(last.time(), LONGEST);
  }

  private void close(Object host, List<Event> session) {
    long start = session.get(0).time();
    long cut = (Math.floorDiv(start, LONGEST) + 1) * LONGEST;
    long end = Math.min(session.get(session.size() - 1).time() + GAP, cut);
    values.put("sessions " + host + " " + start + " " + end, measures(session));
  }

  /** Revision, COUNT, SUM(bytes), AVG(score), FIRST(id), LAST(id). */
  private static String measures(List<Event> events) {
    Comparator<Event> order =
        Comparator.comparingLong(Event::time)
            .thenComparing(event -> event.position().partition())
            .thenComparingLong(event -> event.position().offset());
    List<Event> sorted = events.stream().sorted(order).toList();
    BigDecimal scores = BigDecimal.ZERO;
    long bytes = 0;
    for (Event event : sorted) {
      scores = scores.add(new BigDecimal((Double) event.cells().get(3)));
      bytes += (Long) event.cells().get(2);
    }
    double average =
        scores.divide(BigDecimal.valueOf(sorted.size()), new MathContext(60)).doubleValue();
    return sorted.size()
        + " "
        + List.of(
            (long) sorted.size(),
            bytes,
            average,
            sorted.get(0).cells().get(0),
            sorted.get(sorted.size() - 1).cells().get(0));
  }

  /** By {@code view host start end}. */
  Map<String, String> values() {
    return values;
  }

  /** {@code view position start end} of each (event, window) that is too late. */
  List<String> late() {
    return late;
  }

  /** Positions. */
  List<String> duplicates() {
    return duplicates;
  }

  /** Positions. */
  List<String> kept() {
    return kept.stream().map(event -> event.position().toString()).toList();
  }

  /** Positions. */
  List<String> deadLetters() {
    return deadLetters;
  }

  /** (Event, window) pairs of all views. */
  int accepted() {
    return accepted;
  }
}
