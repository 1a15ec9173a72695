package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where the rows of a dimension are. */
public interface DimensionSource extends Serializable {

  /**
   * Reads every row, or what changed since {@code previous}.
   *
   * @param previous what the last complete read returned; null: every row is read
   * @param rows takes what is read; a read that fails in the middle counts for nothing
   * @throws DimensionException rows that no later read will find right: says which, and the mend
   * @throws Exception the source does not answer now
   */
  Read read(@Nullable Read previous, Rows rows) throws Exception;

  /** Takes the rows of one read. */
  interface Rows {
    void add(DimensionRow row);

    /**
     * Says before the first row that there come only those that changed after the read before: each
     * takes the place of the one with its key and validFrom, and the others stay.
     */
    default void onlyChanges() {}
  }

  /**
   * One complete read.
   *
   * @param startedAt when it began, ms since the epoch, by the clock of the source where it has
   *     one: rows that were there by then are in it
   * @param mark what the source needs to tell what changes after it; null: it cannot, every read is
   *     of all rows
   */
  record Read(long startedAt, @Nullable Serializable mark) {}
}
