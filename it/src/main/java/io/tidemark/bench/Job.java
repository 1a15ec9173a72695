package io.tidemark.bench;

import java.util.List;

/**
 * What a contender is to do: count the events of a topic by host in windows of five minutes of
 * event time, with events up to fifteen seconds out of order, and write each count as a JSON object
 * with {@code host}, {@code window_start} and {@code hits} to another topic.
 *
 * @param name of its own: names the consumer group and what else must not be shared
 * @param results the topics of the counts: one for each time that the same is counted
 * @param rows how many counts each of them holds when the job is done
 * @param directory for what it wants to keep in files
 */
record Job(
    String name,
    String bootstrapServers,
    String topic,
    List<String> results,
    long rows,
    String directory) {
  static final int PARALLELISM = 2;
  static final long CHECKPOINT_MILLIS = 10_000;
  static final long WINDOW_MILLIS = 300_000;
  static final long OUT_OF_ORDER_MILLIS = 15_000;

  /** The first, where one is meant. */
  String result() {
    return results.get(0);
  }
}
