package io.tidemark.aggregate;

import io.tidemark.model.Span;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which events are in one session: those less than {@code gap} apart, and in the same bucket, which
 * are the multiples of {@code maxLength} since the epoch; in ms. Therefore a session ends {@code
 * gap} after its last event, or where its bucket ends if that is earlier.
 */
record SessionRule(long gap, long maxLength) implements Serializable {

  static SessionRule of(Duration gap, Duration maxLength) {
    if (gap.toMillis() < 1) {
      throw new IllegalArgumentException("a session gap of " + gap + ": at least 1 ms is needed");
    }
    if (maxLength.compareTo(gap) < 0) {
      throw new IllegalArgumentException(
          "sessions of at most " + maxLength + " are shorter than their gap of " + gap);
    }
    return new SessionRule(gap.toMillis(), maxLength.toMillis());
  }

  long bucket(long time) {
    return Math.floorDiv(time, maxLength);
  }

  /** Whether {@code session} and events from {@code first} to {@code last} make one session. */
  boolean joins(Session session, long first, long last) {
    return first < session.last() + gap
        && session.first() < last + gap
        && bucket(first) == bucket(session.first());
  }

  Span span(Session session) {
    long bucketEnd = (bucket(session.first()) + 1) * maxLength;
    return new Span(session.first(), Math.min(session.last() + gap, bucketEnd));
  }

  /**
   * The watermark from which on no event can be accepted that joins {@code session}: the last that
   * would, comes less than a gap after it, and has a gap and the allowed lateness of its own.
   */
  long expiry(Session session, long allowedLateness) {
    return session.last() + 2 * gap + allowedLateness;
  }
}
