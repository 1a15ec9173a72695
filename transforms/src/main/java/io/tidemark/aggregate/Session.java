package io.tidemark.aggregate;

import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.List;

/** One session of one key: its sums so far, and what of them went out. Mutable. */
final class Session {
  private static final long OPEN = Long.MIN_VALUE;

  private long first;
  private long last;
  private final Accumulator total;
  private long generation;
  private boolean changed;
  private long closedAt;
  private List<Written> written;

  /** A row that stands, and the revision that it was written with. */
  record Written(Span span, long revision) {}

  Session(
      long first,
      long last,
      Accumulator total,
      long generation,
      boolean changed,
      boolean closed,
      List<Written> written,
      SessionRule rule) {
    this.first = first;
    this.last = last;
    this.total = total;
    this.generation = generation;
    this.changed = changed;
    this.written = written;
    this.closedAt = closed ? rule.span(this).end() : OPEN;
  }

  /** A session of no events yet, at that time. */
  static Session empty(long first, long last, List<Measure> measures, long generation) {
    return new Session(first, last, Accumulator.of(measures), generation);
  }

  private Session(long first, long last, Accumulator total, long generation) {
    this.first = first;
    this.last = last;
    this.total = total;
    this.generation = generation;
    this.changed = true;
    this.closedAt = OPEN;
    this.written = List.of();
  }

  /** The time of its first event. */
  long first() {
    return first;
  }

  /** The time of its last event. */
  long last() {
    return last;
  }

  Accumulator total() {
    return total;
  }

  /** When the run began that made the newest part of this state, ms since the epoch. */
  long generation() {
    return generation;
  }

  /** Whether something was added since the pane before. */
  boolean changed() {
    return changed;
  }

  /** The rows of it, and of those that it swallowed, that went out and were not withdrawn. */
  List<Written> written() {
    return written;
  }

  void widen(long toFirst, long toLast) {
    first = Math.min(first, toFirst);
    last = Math.max(last, toLast);
    changed = true;
  }

  /** Takes all of {@code other}, which is no more. */
  void swallow(Session other) {
    widen(other.first, other.last);
    total.addAll(other.total);
    generation = Math.max(generation, other.generation);
    closedAt = Math.max(closedAt, other.closedAt);
    List<Written> all = new ArrayList<>(written);
    all.addAll(other.written);
    written = all;
  }

  /** Whether the ON_TIME pane of this session went out. */
  boolean closed() {
    return closedAt != OPEN;
  }

  void close(long end) {
    closedAt = end;
  }

  /**
   * After it grew to {@code end}: it opens again if its ON_TIME pane was that of another end, and
   * the new one is not reached.
   */
  void grown(long end, long watermark) {
    if (closedAt != OPEN && closedAt != end) {
      closedAt = watermark >= end ? end : OPEN;
    }
  }

  /** Notes that a pane fired, after which those rows stand. */
  void fired(List<Written> nowWritten) {
    changed = false;
    written = nowWritten;
  }
}
