package io.tidemark.bench;

/**
 * What the job of the benchmarks looks at of one event.
 *
 * @param time of the event, in ms since the epoch
 */
record Hit(String host, long time) {}
