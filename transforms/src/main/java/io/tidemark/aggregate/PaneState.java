package io.tidemark.aggregate;

/** What is kept of one (key, window): its sums so far, and what of them went out. Mutable. */
final class PaneState {
  private final Accumulator total;
  private boolean changed;
  private boolean written;

  PaneState(Accumulator total, boolean changed, boolean written) {
    this.total = total;
    this.changed = changed;
    this.written = written;
  }

  Accumulator total() {
    return total;
  }

  /** Whether something was added since the pane before. */
  boolean changed() {
    return changed;
  }

  /** Whether the newest row that went out is not a retraction. */
  boolean written() {
    return written;
  }

  void add(Accumulator more) {
    total.addAll(more);
    changed = true;
  }

  void fired(boolean nowWritten) {
    changed = false;
    written = nowWritten;
  }
}
