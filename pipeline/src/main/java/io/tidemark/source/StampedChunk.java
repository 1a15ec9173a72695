package io.tidemark.source;

import io.tidemark.model.Chunk;
import org.joda.time.Instant;

/**
 * A chunk as an element of a source.
 *
 * @param timestamp the partition watermark before it, which is the tidemark of its first event: so
 *     no chunk is behind the watermark, and each holds it back until it was dealt with
 */
record StampedChunk(Chunk chunk, Instant timestamp) {

  /** This one, behind which nothing more is at hand. */
  StampedChunk asNewest() {
    return new StampedChunk(chunk.asNewest(), timestamp);
  }
}
