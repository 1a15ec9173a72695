package io.tidemark.time;

import com.google.common.math.LongMath;

/**
 * What an event is for a window that it belongs to.
 *
 * <p>Its tidemark alone decides: no runner, no timing between workers, no state.
 */
public enum Lateness {
  /** {@code tidemark < end}. */
  ON_TIME,
  /** {@code end <= tidemark < end + allowedLateness}: it refines the window's result. */
  LATE,
  /** {@code end + allowedLateness <= tidemark}: it may not change the result any more. */
  TOO_LATE;

  /**
   * The rule; all in ms, the first two since the epoch.
   *
   * @param windowEnd exclusive
   * @param allowedLateness not negative
   */
  public static Lateness of(long tidemark, long windowEnd, long allowedLateness) {
    if (tidemark < windowEnd) {
      return ON_TIME;
    }
    return tidemark < LongMath.saturatedAdd(windowEnd, allowedLateness) ? LATE : TOO_LATE;
  }
}
