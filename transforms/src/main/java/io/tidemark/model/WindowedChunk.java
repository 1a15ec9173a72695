package io.tidemark.model;

import java.util.List;

/**
 * What one view accepts of a chunk, in the chunk's order.
 *
 * @param events one at least
 */
public record WindowedChunk(List<WindowedEvent> events) {}
