package io.tidemark.source;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is read, and how.
 *
 * @param listEvery how often it is asked whether partitions were added
 */
record LogReading(PartitionedLog log, Stamping stamping, ReaderClock clock, Duration listEvery)
    implements Serializable {
  private static final Duration LIST_EVERY = Duration.ofSeconds(30);

  static LogReading of(PartitionedLog log, Stamping stamping, ReaderClock clock) {
    return new LogReading(log, stamping, clock, LIST_EVERY);
  }

  LogReading withListEvery(Duration interval) {
    return new LogReading(log, stamping, clock, interval);
  }
}
