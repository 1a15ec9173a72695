package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows of a dimension by column, without their keys: validity, range and joined columns. Not
 * thread-safe while rows are added.
 */
final class VersionTable {
  /** Of {@link #bounds}: the first of two for the upper bound. */
  private static final int UPPER = 2;

  private static final int FEWEST_ROWS = 16;

  private final List<RepeatedValues> repeated;
  private final @Nullable Object[][] columns;

  /** Of ranges, high and low half of the lower bound and of the upper one; else none. */
  private final long[][] bounds;

  private long[] validFrom;

  /** Null: until the next version, for all of them. */
  private long @Nullable [] validTo;

  private int size;
  private long valueBytes;

  private VersionTable(List<RepeatedValues> repeated, int columns, boolean range, int capacity) {
    this.repeated = repeated;
    this.columns = new Object[columns][capacity];
    this.bounds = new long[range ? 2 * UPPER : 0][capacity];
    this.validFrom = new long[capacity];
  }

  static VersionTable of(Schema columns, boolean range) {
    List<RepeatedValues> repeated = new ArrayList<>();
    for (Field column : columns.fields()) {
      repeated.add(RepeatedValues.of(column.type()));
    }
    return new VersionTable(repeated, columns.size(), range, 0);
  }

  /** A table without rows, that holds values which this one has as this one does. */
  VersionTable another() {
    return new VersionTable(
        repeated.stream().map(RepeatedValues::copy).toList(), columns.length, bounds.length > 0, 0);
  }

  /**
   * The table of {@code plan}'s rows.
   *
   * @param base where the rows of numbers from 0 on are
   * @param added where the rows of negative numbers are, each {@code ~} its number
   * @param unusedBytes of the values that only rows had which are not in the plan
   */
  static VersionTable merged(
      VersionTable base, VersionTable added, int[] plan, int size, long unusedBytes) {
    VersionTable merged =
        new VersionTable(added.repeated, added.columns.length, added.bounds.length > 0, size);
    for (int c = 0; c < merged.columns.length; c++) {
      gather(base.columns[c], added.columns[c], plan, merged.columns[c]);
    }
    for (int b = 0; b < merged.bounds.length; b++) {
      gather(base.bounds[b], added.bounds[b], plan, merged.bounds[b]);
    }
    gather(base.validFrom, added.validFrom, plan, merged.validFrom);
    for (int i = 0; i < size; i++) {
      merged.setValidTo(i, plan[i] < 0 ? added.validTo(~plan[i]) : base.validTo(plan[i]));
    }
    merged.size = size;
    merged.valueBytes = base.valueBytes + added.valueBytes - unusedBytes;
    return merged;
  }

  private static void gather(long[] base, long[] added, int[] plan, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = plan[i] < 0 ? added[~plan[i]] : base[plan[i]];
    }
  }

  private static void gather(
      @Nullable Object[] base, @Nullable Object[] added, int[] plan, @Nullable Object[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = plan[i] < 0 ? added[~plan[i]] : base[plan[i]];
    }
  }

  /**
   * Adds a row.
   *
   * @param lower of its range; null without one, as {@code upper}
   */
  void add(DimensionRow row, @Nullable RangeValue lower, @Nullable RangeValue upper) {
    if (size == validFrom.length) {
      grow(Math.max(FEWEST_ROWS, size + size / 2));
    }
    validFrom[size] = row.validFrom();
    setValidTo(size, row.validTo());
    if (lower != null && upper != null) {
      bounds[0][size] = lower.high();
      bounds[1][size] = lower.low();
      bounds[UPPER][size] = upper.high();
      bounds[UPPER + 1][size] = upper.low();
    }
    for (int c = 0; c < columns.length; c++) {
      Object held = repeated.get(c).held(row.columns().get(c));
      valueBytes += repeated.get(c).bytesOf(held);
      columns[c][size] = held;
    }
    size++;
  }

  private void grow(int capacity) {
    validFrom = Arrays.copyOf(validFrom, capacity);
    validTo = validTo == null ? null : Arrays.copyOf(validTo, capacity);
    for (int b = 0; b < bounds.length; b++) {
      bounds[b] = Arrays.copyOf(bounds[b], capacity);
    }
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Arrays.copyOf(columns[c], capacity);
    }
  }

  private void setValidTo(int row, long to) {
    if (validTo == null && to == Long.MAX_VALUE) {
      return;
    }
    if (validTo == null) {
      validTo = new long[validFrom.length];
      Arrays.fill(validTo, 0, row, Long.MAX_VALUE);
    }
    validTo[row] = to;
  }

  int size() {
    return size;
  }

  long validFrom(int row) {
    return validFrom[row];
  }

  long validTo(int row) {
    return validTo == null ? Long.MAX_VALUE : validTo[row];
  }

  RangeValue lower(int row) {
    return new RangeValue(bounds[0][row], bounds[1][row]);
  }

  RangeValue upper(int row) {
    return new RangeValue(bounds[UPPER][row], bounds[UPPER + 1][row]);
  }

  @Nullable Object cell(int row, int column) {
    return columns[column][row];
  }

  /** Writes the columns of {@code row} into {@code cells}, from {@code at} on. */
  void copy(int row, @Nullable Object[] cells, int at) {
    for (int c = 0; c < columns.length; c++) {
      cells[at + c] = columns[c][row];
    }
  }

  /**
   * The last of the rows in {@code [begin, end)}, by validFrom, if it is valid; or NONE. The steps
   * of the search depend on how many rows there are, not on the time: no branch to guess wrong.
   */
  int validAt(int begin, int end, long time) {
    int low = begin;
    for (int left = end - begin; left > 0; ) {
      int half = (left + 1) >>> 1;
      low += validFrom[low + half - 1] <= time ? half : 0;
      left -= half;
    }
    return low > begin && time < validTo(low - 1) ? low - 1 : DimensionIndex.NONE;
  }

  /** The order of rows of one key: by lower bound, then upper bound, then validFrom. */
  static int compare(VersionTable one, int row, VersionTable other, int otherRow) {
    int compared = compareRanges(one, row, other, otherRow);
    return compared != 0 ? compared : Long.compare(one.validFrom[row], other.validFrom[otherRow]);
  }

  /** The order of rows of one key by their ranges; they are equal without one. */
  static int compareRanges(VersionTable one, int row, VersionTable other, int otherRow) {
    for (int b = 0; b < one.bounds.length; b += 2) {
      int compared =
          RangeValue.compare(
              one.bounds[b][row],
              one.bounds[b + 1][row],
              other.bounds[b][otherRow],
              other.bounds[b + 1][otherRow]);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  /** Whether two rows of one key, range and validFrom are the same. */
  boolean isSame(int row, int other) {
    boolean same = validTo(row) == validTo(other);
    for (int c = 0; c < columns.length; c++) {
      same = same && Objects.deepEquals(columns[c][row], columns[c][other]);
    }
    return same;
  }

  /** What the values take of the heap that only {@code row} has. */
  long bytesOf(int row) {
    long bytes = 0;
    for (int c = 0; c < columns.length; c++) {
      bytes += repeated.get(c).bytesOf(columns[c][row]);
    }
    return bytes;
  }

  /** What it takes of the heap, about. */
  long bytes() {
    long longs = 1L + bounds.length + (validTo == null ? 0 : 1);
    long perRow = longs * Long.BYTES + (long) columns.length * HeapSize.REFERENCE;
    return validFrom.length * perRow
        + valueBytes
        + repeated.stream().mapToLong(RepeatedValues::bytes).sum();
  }
}
