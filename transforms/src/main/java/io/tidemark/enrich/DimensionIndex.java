package io.tidemark.enrich;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The versions of every key of a dimension, never changed once built.
 *
 * <p>A version is valid at t when {@code validFrom <= t < min(validTo, validFrom of the key's next
 * version)}. A lookup costs one hash and a binary search. What it holds does not depend on the
 * order of the rows that it was built from.
 */
final class DimensionIndex {
  /** No version. */
  static final int NONE = -1;

  private final Dimension dimension;
  private final List<DimensionRow> rows;
  private final Map<Cells, int[]> spans = new HashMap<>();

  private DimensionIndex(Dimension dimension, List<DimensionRow> rows) {
    this.dimension = dimension;
    this.rows = rows;
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      while (to < rows.size() && rows.get(to).key().equals(rows.get(from).key())) {
        to++;
      }
      spans.put(rows.get(from).key(), new int[] {from, to});
      from = to;
    }
  }

  static Builder builder(Dimension dimension) {
    return new Builder(dimension);
  }

  /** A builder that begins with the rows of this index: rows that are added replace them. */
  Builder changed() {
    Builder builder = new Builder(dimension);
    rows.forEach(builder::add);
    builder.replaced = builder.rows.size();
    return builder;
  }

  /**
   * The version of the key that stands in {@code event} at {@code key}, valid at {@code time}, ms
   * since the epoch; or {@link #NONE}.
   */
  int find(Cells event, int[] key, long time) {
    int[] span = spans.get(event.select(key));
    if (span == null) {
      return NONE;
    }
    int low = span[0];
    int high = span[1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).validFrom() <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > span[0] && time < rows.get(low - 1).validTo() ? low - 1 : NONE;
  }

  /** Writes the columns of {@code version} into {@code cells}, from {@code at} on. */
  void copy(int version, @Nullable Object[] cells, int at) {
    @Nullable Object[] columns = rows.get(version).columns().toArray();
    System.arraycopy(columns, 0, cells, at, columns.length);
  }

  /** How many different keys, or ranges, it has. */
  long keys() {
    return spans.size();
  }

  /** How many rows it has. */
  long versions() {
    return rows.size();
  }

  /** What it takes of the heap, about. */
  long bytes() {
    return 300L * rows.size();
  }

  /**
   * Takes rows, in any order. The same row twice is one row; a row with a null in its key is never
   * found.
   */
  static final class Builder {
    private final Dimension dimension;
    private final List<DimensionRow> rows = new ArrayList<>();
    private int replaced;

    private Builder(Dimension dimension) {
      this.dimension = dimension;
    }

    void add(DimensionRow row) {
      if (!Arrays.asList(row.key().toArray()).contains(null)) {
        rows.add(row);
      }
    }

    /**
     * The index of the rows so far; the builder is of no use after it.
     *
     * @throws DimensionException more than {@code maxRows}, or two different rows of one key and
     *     validFrom
     */
    DimensionIndex build() {
      if (rows.size() > dimension.maxRows()) {
        throw new DimensionException(
            "dimension %s has more than %d rows: raise its maxRows, or narrow it with `where`"
                .formatted(dimension.name(), dimension.maxRows()));
      }
      Map<Cells, List<DimensionRow>> versions = new HashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        DimensionRow row = rows.get(i);
        List<DimensionRow> ofKey = versions.computeIfAbsent(row.key(), key -> new ArrayList<>(1));
        if (i >= replaced) {
          ofKey.removeIf(old -> old.validFrom() == row.validFrom() && rows.indexOf(old) < replaced);
        }
        ofKey.add(row);
      }
      List<DimensionRow> sorted = new ArrayList<>();
      for (List<DimensionRow> ofKey : versions.values()) {
        ofKey.sort(Comparator.comparingLong(DimensionRow::validFrom));
        removeRepeated(dimension.name(), ofKey);
        sorted.addAll(ofKey);
      }
      return new DimensionIndex(dimension, sorted);
    }
  }

  private static void removeRepeated(String dimension, List<DimensionRow> sorted) {
    for (int i = sorted.size() - 1; i > 0; i--) {
      DimensionRow row = sorted.get(i);
      DimensionRow before = sorted.get(i - 1);
      if (row.validFrom() != before.validFrom()) {
        continue;
      }
      if (!row.equals(before)) {
        throw new DimensionException(twoRows(dimension, row, before));
      }
      sorted.remove(i);
    }
  }

  /** The message that shows both rows, in an order that does not depend on theirs. */
  private static String twoRows(String dimension, DimensionRow one, DimensionRow other) {
    String both =
        Stream.of(one, other)
            .map(DimensionIndex::text)
            .sorted()
            .collect(Collectors.joining(" and "));
    boolean versions = one.validFrom() != Long.MIN_VALUE;
    return "dimension %s has two different rows for key %s%s: %s: keep one of them, or %s"
        .formatted(
            dimension,
            one.key(),
            versions ? " valid from " + Instant.ofEpochMilli(one.validFrom()) : "",
            both,
            versions
                ? "give them different validFrom"
                : "name the column that says from when each is valid as validFrom");
  }

  private static String text(DimensionRow row) {
    return row.validTo() == Long.MAX_VALUE
        ? row.columns().toString()
        : row.columns() + " until " + Instant.ofEpochMilli(row.validTo());
  }
}
