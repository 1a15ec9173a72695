package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import java.io.Serializable;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where the rows of a dimension are. */
public interface DimensionSource extends Serializable {

  /**
   * Reads every row, or what changed since {@code previous}.
   *
   * @param previous what the last complete read returned; null: every row is read
   * @param rows is given each row; a read that fails in the middle counts for nothing
   * @throws DimensionException rows that no later read will find right: says which, and the mend
   * @throws Exception the source does not answer now
   */
  Read read(@Nullable Read previous, Consumer<DimensionRow> rows) throws Exception;

  /**
   * One complete read.
   *
   * @param startedAt when it began, ms since the epoch, by the clock of the source where it has
   *     one: rows that were there by then are in it
   * @param changes whether the rows are only those that changed: each takes the place of the one
   *     with its key and validFrom, and the others stay
   * @param mark what the source needs to tell what changes after it; null: it cannot, every read is
   *     of all rows
   */
  record Read(long startedAt, boolean changes, @Nullable Serializable mark) {}
}
