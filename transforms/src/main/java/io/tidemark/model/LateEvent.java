package io.tidemark.model;

/**
 * An event that was too late for one window of one view: {@code windowEnd + allowedLateness <=
 * tidemark}.
 *
 * @param windowStart ms since the epoch, inclusive
 * @param windowEnd ms since the epoch, exclusive
 */
public record LateEvent(Event event, String view, long windowStart, long windowEnd) {}
