package io.tidemark.aggregate;

/**
 * What a shard keeps of one window, beside the state of its keys.
 *
 * @param generation when the run began that made this state, ms since the epoch
 * @param onTime whether the ON_TIME pane went out
 * @param waiting whether a pane is due in processing time
 * @param panes how many went out
 * @param keyPages how many pages list its keys
 * @param changedPages how many pages list the keys that are to be in the pane that is due
 */
record WindowState(
    long generation, boolean onTime, boolean waiting, int panes, int keyPages, int changedPages) {

  static WindowState empty(long generation) {
    return new WindowState(generation, false, false, 0, 0, 0);
  }

  WindowState withWaiting() {
    return new WindowState(generation, onTime, true, panes, keyPages, changedPages);
  }

  /** After a pane: nothing has changed and none is due. */
  WindowState fired(boolean nowOnTime) {
    return new WindowState(generation, nowOnTime, false, panes + 1, keyPages, 0);
  }

  WindowState withPages(int ofKeys, int ofChanged) {
    return new WindowState(generation, onTime, waiting, panes, ofKeys, ofChanged);
  }
}
