package io.tidemark.source;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is read, and how.
 *
 * @param listEvery how often it is asked whether partitions were added
 */
record LogReading(
    PartitionedLog log, Stamping stamping, ReaderClock clock, TideTable tides, Duration listEvery)
    implements Serializable {
  private static final Duration LIST_EVERY = Duration.ofSeconds(30);

  static LogReading of(PartitionedLog log, Stamping stamping, ReaderClock clock) {
    return new LogReading(log, stamping, clock, TideTable.none(), LIST_EVERY);
  }

  LogReading withListEvery(Duration interval) {
    return new LogReading(log, stamping, clock, tides, interval);
  }

  LogReading withTides(TideTable table) {
    return new LogReading(log, stamping, clock, table, listEvery);
  }
}
