package io.tidemark.quality;

import io.tidemark.model.Windows;
import java.io.Serializable;
import java.time.Instant;

/** How often the ledger counts an event of some time: once for each window that a run holds. */
@FunctionalInterface
public interface Pairs extends Serializable {
  int of(long eventTime);

  /** Every event counts once. */
  static Pairs one() {
    return eventTime -> 1;
  }

  /** Every event counts once for each of its windows. */
  static Pairs in(Windows windows) {
    Windows remembering = windows.remembering();
    return eventTime -> remembering.of(eventTime).size();
  }

  /** Every event in {@code [from, to)} counts once. */
  static Pairs within(Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    return eventTime -> first <= eventTime && eventTime < end ? 1 : 0;
  }
}
