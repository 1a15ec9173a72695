package io.tidemark.source;

import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * What a fetcher hands over: how far it came in one partition.
 *
 * @param partition which of the reader's partitions, from 0
 * @param chunk what was read; null: only the mark moved
 * @param mark of the partition, after the chunk
 * @param watermark not later than the tidemark of anything still to come of the partition
 */
record Fetched(
    int partition, @Nullable StampedChunk chunk, PartitionMark mark, Instant watermark) {}
