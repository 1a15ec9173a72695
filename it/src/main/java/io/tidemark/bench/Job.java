package io.tidemark.bench;

import java.util.List;

/**
 * What a contender is to do: count events by host in windows of five minutes of event time, with
 * events up to fifteen seconds out of order, and write each count as a JSON object with {@code
 * host}, {@code window_start} and {@code hits}.
 *
 * @param name of its own: names the consumer group and what else must not be shared
 * @param events the topic that holds the events, or the directory of the files
 * @param results the topics or directories of the counts: one for each time that the same is
 *     counted
 * @param rows how many counts each of them holds when the job is done
 * @param day the one that the events are of, where the job is bounded; else empty
 * @param directory for what the contender wants to keep in files
 */
record Job(
    String name,
    String bootstrapServers,
    String events,
    List<String> results,
    long rows,
    String day,
    String directory) {
  static final int PARALLELISM = 2;
  static final long CHECKPOINT_MILLIS = 10_000;
  static final long WINDOW_MILLIS = 300_000;
  static final long OUT_OF_ORDER_MILLIS = 15_000;

  /** Whether it ends by itself. */
  boolean bounded() {
    return !day.isEmpty();
  }

  /** The first, where one is meant. */
  String result() {
    return results.get(0);
  }
}
