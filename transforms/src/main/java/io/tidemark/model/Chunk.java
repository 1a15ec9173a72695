package io.tidemark.model;

import java.util.List;

/**
 * What one poll of one source partition became: its events, decoded and stamped, and its dead
 * letters, each in the partition's order. The element of a source, so that the cost of an element
 * in the runner is paid once for many events.
 */
public record Chunk(List<Event> events, List<DeadLetter> deadLetters) {}
