package io.tidemark.model;

import java.util.List;

/**
 * What one view accepts of a chunk, in the chunk's order.
 *
 * @param events one at least
 * @param newest as of the {@link Chunk}
 */
public record WindowedChunk(List<WindowedEvent> events, boolean newest) {}
