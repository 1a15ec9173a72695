package io.tidemark.source;

/**
 * How much of a partition is known to be there and was not polled yet; nothing, where nothing is
 * known. Whichever of the two is not known is estimated from the other.
 */
record Backlog(long arrivals, long bytes) {
  static final Backlog NONE = new Backlog(0, 0);
}
