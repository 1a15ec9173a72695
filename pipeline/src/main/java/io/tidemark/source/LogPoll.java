package io.tidemark.source;

import io.tidemark.model.Arrival;
import java.util.List;

/**
 * What was read of one source partition, in its order.
 *
 * @param partition which of the reader's partitions, from 0
 * @param arrivals at most {@link #MOST_ARRIVALS}, cut at {@link #MOST_BYTES}; none where only blank
 *     lines were passed
 * @param nextOffset where the reading goes on
 * @param nextByte of a file: where it goes on; else 0
 * @param ended whether the partition's end was reached
 * @param timesAreTheLogs whether the arrival times stand in the log, and are not the reader's clock
 */
record LogPoll(
    int partition,
    List<Arrival> arrivals,
    long nextOffset,
    long nextByte,
    boolean ended,
    boolean timesAreTheLogs) {

  /** One whose arrival times are the reader's clock. */
  LogPoll(int partition, List<Arrival> arrivals, long nextOffset, long nextByte, boolean ended) {
    this(partition, arrivals, nextOffset, nextByte, ended, false);
  }

  /** So that a chunk is a fraction of a megabyte, and a bundle of ten is held in memory. */
  static final int MOST_ARRIVALS = 1_000;

  /** Of payloads before the last one. */
  static final int MOST_BYTES = 1 << 20;
}
