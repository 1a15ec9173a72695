package io.tidemark.aggregate;

/**
 * What a shard keeps of one window, beside the state of its keys.
 *
 * @param generation when the run began that made this state, ms since the epoch
 * @param onTime whether the ON_TIME pane went out
 * @param waiting whether a pane is due in processing time
 * @param panes how many went out
 * @param keys how many it has
 * @param buckets in how many they are, a power of 2
 */
record WindowState(
    long generation, boolean onTime, boolean waiting, int panes, int keys, int buckets) {

  static WindowState empty(long generation) {
    return new WindowState(generation, false, false, 0, 0, 1);
  }

  WindowState withWaiting() {
    return new WindowState(generation, onTime, true, panes, keys, buckets);
  }

  /** After a pane: nothing has changed and none is due. */
  WindowState fired(boolean nowOnTime) {
    return new WindowState(generation, nowOnTime, false, panes + 1, keys, buckets);
  }

  WindowState withKeys(int count) {
    return new WindowState(generation, onTime, waiting, panes, count, buckets);
  }

  WindowState withBuckets(int count) {
    return new WindowState(generation, onTime, waiting, panes, keys, count);
  }
}
