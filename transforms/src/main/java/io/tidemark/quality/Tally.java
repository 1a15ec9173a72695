package io.tidemark.quality;

import io.tidemark.model.LedgerCell;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What one bundle counted of one term: all of it, and of each cell. */
final class Tally {
  private final String view;
  private final boolean byCell;
  private final Map<LedgerCell, Long> cells = new HashMap<>();
  private long all;

  /**
   * @param byCell whether the cells are wanted, too
   */
  Tally(String view, boolean byCell) {
    this.view = view;
    this.byCell = byCell;
  }

  void add(@Nullable Long time, long tidemark, long count) {
    all += count;
    if (byCell && count > 0) {
      cells.merge(LedgerCell.of(view, time, tidemark), count, Long::sum);
    }
  }

  long all() {
    return all;
  }

  Map<LedgerCell, Long> cells() {
    return cells;
  }
}
