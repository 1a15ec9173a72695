package io.tidemark.model;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One record as the source delivered it.
 *
 * @param payload the bytes of its value; empty for a record without one
 * @param key the bytes of its key, or null
 * @param headers in the source's order
 * @param topic the Kafka topic, or null
 * @param position where it stands in its source
 * @param arrivedAt ms since the epoch: the broker's time under LogAppendTime, else the reader's
 *     clock
 */
public record Arrival(
    byte[] payload,
    byte @Nullable [] key,
    List<Header> headers,
    @Nullable String topic,
    Position position,
    long arrivedAt) {}
