package io.tidemark.enrich;

import io.tidemark.enrich.DimensionSource.Read;
import java.time.Instant;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One complete read of a dimension, as events are enriched from it.
 *
 * @param read what the source says of it
 * @param begunAt when it began by the clock of this machine, ms since the epoch: what its age is
 *     measured by
 * @param startedAt when it began by the clock of the source; null of rows at hand
 */
record Load(DimensionIndex index, Read read, long begunAt, @Nullable Instant startedAt) {

  static Load of(DimensionIndex index, Read read, long begunAt) {
    long startedAt = read.startedAt();
    return new Load(
        index, read, begunAt, startedAt == Long.MAX_VALUE ? null : Instant.ofEpochMilli(startedAt));
  }

  /** Whether it knows every version that was there at {@code time}, ms since the epoch. */
  boolean covers(long time) {
    return time <= read.startedAt();
  }

  /** Whether a later read could tell anything else. */
  boolean changes() {
    return startedAt != null;
  }
}
