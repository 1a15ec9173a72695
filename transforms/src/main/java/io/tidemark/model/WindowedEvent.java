package io.tidemark.model;

import java.util.List;

/**
 * An event and the windows of one view that accept it.
 *
 * @param windows one at least, the earliest first
 */
public record WindowedEvent(Event event, List<Span> windows) {}
