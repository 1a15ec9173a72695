package io.tidemark.run;

import java.time.Duration;
import java.util.Locale;

/** Where on the line from daily batch to continuous processing a run stands. */
public enum Mode {
  CONTINUOUS(Duration.ZERO),
  MICROBATCH(Duration.ZERO),
  HOURLY(Duration.ofHours(1)),
  DAILY(Duration.ofDays(1));

  private final Duration slice;

  Mode(Duration slice) {
    this.slice = slice;
  }

  /** How long a default slice of event time is; zero for the modes that have none. */
  public Duration slice() {
    return slice;
  }

  /** Whether it runs over a bounded slice of event time. */
  public boolean isBatch() {
    return !slice.isZero();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
