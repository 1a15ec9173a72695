package io.tidemark.source;

import io.tidemark.model.Chunk;
import org.joda.time.Instant;

/**
 * A chunk as an element of a source.
 *
 * @param timestamp not later than the time of any event in it
 */
record StampedChunk(Chunk chunk, Instant timestamp) {}
