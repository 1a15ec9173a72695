package io.tidemark.quality;

import io.tidemark.model.Event;
import java.io.Serializable;
import java.util.List;

/**
 * When an event is a duplicate: one of the same key was kept before it in its source partition,
 * their event times are at most {@code within} apart, and its tidemark is before the kept one's
 * event time + {@code within}.
 *
 * <p>Only what was kept counts: a third copy is held against the first, never against the second.
 * The tidemark never goes back along a partition, so a kept event that one event cannot repeat any
 * more, no later one can: it may be forgotten, and forgetting it sooner or later changes nothing.
 *
 * @param within ms
 */
record DedupRule(long within) implements Serializable {
  DedupRule {
    if (within <= 0) {
      throw new IllegalArgumentException("within is more than 0 ms, not " + within);
    }
  }

  /** Whether {@code event} repeats one of its key that was kept at one of {@code times}. */
  boolean repeats(Event event, List<Long> times) {
    for (long time : times) {
      if (lives(time, event.tidemark()) && Math.abs(event.time() - time) <= within) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an event at {@code tidemark}, or after it in the partition, can still repeat one that
   * was kept at {@code time}.
   */
  boolean lives(long time, long tidemark) {
    return tidemark - time < within;
  }
}
