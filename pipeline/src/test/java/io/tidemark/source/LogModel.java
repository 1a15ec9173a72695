package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Event;
import io.tidemark.source.LogHistory.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a log and its stamps must be, in plain Java: the watermark rule, told what was appended and
 * which ends were observed, and that no stamp ever changes.
 */
final class LogModel {
  private static final long TOLERANCE = 300_000;
  private static final long BROKEN = Long.MIN_VALUE;

  private final MemoryLog log;
  private final boolean stampsLast;
  private final int atFirst;

  /** By partition, the event time of each arrival, or {@link #BROKEN}. */
  private final Map<String, List<Long>> times = new HashMap<>();

  private final Map<String, Stamp> first = new HashMap<>();
  private final TreeMap<String, Stamp> survivors = new TreeMap<>();
  private int appended;

  /**
   * @param stampsLast whether a crash must not change the stamps that were handed out before it
   */
  LogModel(MemoryLog log, boolean stampsLast) {
    this.log = log;
    this.stampsLast = stampsLast;
    this.atFirst = log.size();
  }

  void append(Random random, long now) {
    int partition = random.nextInt(log.size());
    for (int i = random.nextInt(6); i >= 0; i--) {
      long time =
          random.nextInt(6) == 0
              ? now + 250_000 + random.nextInt(150_000)
              : now + random.nextInt(110_000) - 100_000;
      boolean broken = random.nextInt(10) == 0;
      log.append(
          partition,
          broken ? "{broken" : TestEvents.event("e" + appended++, time - TestEvents.NOON));
      times
          .computeIfAbsent("memory-" + partition, p -> new ArrayList<>())
          .add(broken ? BROKEN : time);
    }
  }

  /** One stamp, which may be lost again by a crash. */
  void handedOut(Stamp stamp) {
    String position = stamp.partition() + "@" + stamp.offset();
    Stamp before = first.putIfAbsent(position, stamp);
    if (before != null && stampsLast) {
      assertEquals(before.tidemark(), stamp.tidemark(), position);
      assertEquals(before.accepted(), stamp.accepted(), position);
    }
    long time = times.get(stamp.partition()).get((int) stamp.offset());
    if (stamp.accepted()) {
      assertTrue(time <= stamp.arrivedAt() + TOLERANCE || before != null, position);
    } else if (time != BROKEN) {
      assertTrue(time > log.firstPolled(position) + TOLERANCE, position);
    }
  }

  /** One stamp, which no crash can undo; each position has one. */
  void survived(Stamp stamp) {
    String position = position(stamp.partition(), stamp.offset());
    assertEquals(null, survivors.put(position, stamp), position + " is there twice");
  }

  private static String position(String partition, long offset) {
    return "%s@%05d".formatted(partition, offset);
  }

  Set<String> everything() {
    Set<String> all = new TreeSet<>();
    times.forEach(
        (partition, arrivals) -> {
          for (int i = 0; i < arrivals.size(); i++) {
            all.add(position(partition, i));
          }
        });
    return all;
  }

  /** The positions of what survived, whose stamps obey the watermark rule. */
  Set<String> survivors() {
    Map<String, Long> watermarks = new HashMap<>();
    for (Stamp stamp : survivors.values()) {
      requireRule(stamp, watermarks.get(stamp.partition()));
      long time = times.get(stamp.partition()).get((int) stamp.offset());
      watermarks.put(
          stamp.partition(),
          stamp.accepted()
              ? Math.max(stamp.tidemark(), time - TestEvents.OUT_OF_ORDERNESS)
              : stamp.tidemark());
    }
    return new HashSet<>(survivors.keySet());
  }

  /** The watermark before, or that of an observation that the partition ended there. */
  private void requireRule(Stamp stamp, Long before) {
    boolean added = Integer.parseInt(stamp.partition().substring("memory-".length())) >= atFirst;
    if (before == null && added) {
      return;
    }
    long least = before == null ? Event.BEFORE_ALL : before;
    Set<Long> possible = new HashSet<>(Set.of(least));
    for (long observedAt : log.observed(stamp.partition(), stamp.offset())) {
      possible.add(Math.max(least, observedAt - TestEvents.OUT_OF_ORDERNESS));
    }
    assertTrue(possible.contains(stamp.tidemark()), () -> stamp + " is none of " + possible);
  }

  /** What was handed out first of each position. */
  Map<String, Stamp> first() {
    return first;
  }
}
