package io.tidemark.aggregate;

/** What is kept of one (key, window): its sums so far, and what of them went out. Mutable. */
final class PaneState {
  /** That no change was noted. */
  static final int UNCHANGED = -1;

  private final Accumulator total;
  private int changedSince;
  private boolean written;

  PaneState(Accumulator total, int changedSince, boolean written) {
    this.total = total;
    this.changedSince = changedSince;
    this.written = written;
  }

  /** One of which nothing went out. */
  static PaneState of(Accumulator total) {
    return new PaneState(total, UNCHANGED, false);
  }

  Accumulator total() {
    return total;
  }

  /** How many panes of the window went out before it changed, where that was noted. */
  int changedSince() {
    return changedSince;
  }

  void setChangedSince(int pane) {
    changedSince = pane;
  }

  /** Whether the newest row that went out is not a retraction. */
  boolean written() {
    return written;
  }

  void fired(boolean nowWritten) {
    written = nowWritten;
  }
}
