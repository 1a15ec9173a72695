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
 */
record LogPoll(
    int partition, List<Arrival> arrivals, long nextOffset, long nextByte, boolean ended) {

  /** So that a chunk is a fraction of a megabyte, and a bundle of ten is held in memory. */
  static final int MOST_ARRIVALS = 1_000;

  /** Of payloads before the last one. */
  static final int MOST_BYTES = 1 << 20;
}
