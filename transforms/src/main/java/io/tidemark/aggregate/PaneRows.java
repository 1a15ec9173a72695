package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Span;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the row of a pane: the measures where the having holds; a retraction where it held in the
 * row before and does no more; else none.
 */
final class PaneRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Measure> measures;
  private final int[] columns;
  private final @Nullable Having having;

  PaneRows(List<Measure> measures, @Nullable Having having) {
    this.measures = measures;
    this.columns = IntStream.rangeClosed(1, measures.size()).toArray();
    this.having = having;
  }

  /** Whether what was written may have to be withdrawn, so that it must be known. */
  boolean mayWithdraw() {
    return having != null;
  }

  /** The row that {@code state} gives now, and notes there that it went out. */
  @Nullable PaneRow fire(Cells key, Span window, PaneState state, Pane pane, long generation) {
    Cells measured = measured(key, window, state.total());
    boolean withdrawn = measured == null && state.written();
    state.fired(measured != null);
    if (measured != null) {
      return row(key, window, measured, pane, generation, state.total().events());
    }
    return withdrawn ? retraction(key, window, generation, state.total().events()) : null;
  }

  /** The measures, where the having holds for them. */
  @Nullable Cells measured(Cells key, Span window, Accumulator total) {
    Cells measured = total.values(measures).select(columns);
    return having == null || having.holds(key, window, measured) ? measured : null;
  }

  /** That the row of {@code window}, which went out with that revision, no longer stands. */
  PaneRow retraction(Cells key, Span window, long generation, long revision) {
    Cells nulls = Cells.of(new Object[measures.size()]);
    return row(key, window, nulls, Pane.RETRACTED, generation, revision);
  }

  static PaneRow row(
      Cells key, Span window, Cells measures, Pane pane, long generation, long revision) {
    return new PaneRow(key, window.start(), window.end(), measures, pane, generation, revision);
  }
}
