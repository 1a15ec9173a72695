package io.tidemark.aggregate;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * When panes of an unbounded view go out; in ms.
 *
 * @param early at most one EARLY pane per this much processing time, 0: as soon as it changes;
 *     null: none
 * @param late at most one LATE pane per this much processing time; 0: each change at once
 */
record Emission(long allowedLateness, @Nullable Long early, long late) implements Serializable {
  static final Emission AT_ONCE = new Emission(0, null, 0);

  Emission withAllowedLateness(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("an allowed lateness of " + lateness + " is negative");
    }
    return new Emission(lateness.toMillis(), early, late);
  }

  Emission withEvery(Optional<Duration> earlyEvery, Optional<Duration> lateEvery) {
    return new Emission(
        allowedLateness,
        earlyEvery.map(Emission::millis).orElse(null),
        lateEvery.map(Emission::millis).orElse(0L));
  }

  private static long millis(Duration every) {
    if (every.isNegative()) {
      throw new IllegalArgumentException("a pane every " + every + " is negative");
    }
    return every.toMillis();
  }

  /**
   * How long after a change its pane is due in processing time; 0: at once, null: it waits for the
   * end of the window.
   */
  @Nullable Long delay(boolean onTimeSeen) {
    return onTimeSeen ? Long.valueOf(late) : early;
  }
}
