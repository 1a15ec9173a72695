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
  private final Map<Cells, List<DimensionRow>> versions;

  private DimensionIndex(Map<Cells, List<DimensionRow>> versions) {
    this.versions = versions;
  }

  /**
   * The index of {@code rows}. The same row twice is one row; a row with a null in its key is never
   * found.
   *
   * @throws DimensionException more than {@code maxRows}, or two different rows of one key and
   *     validFrom
   */
  static DimensionIndex of(String dimension, Iterable<DimensionRow> rows, long maxRows) {
    Map<Cells, List<DimensionRow>> versions = new HashMap<>();
    long count = 0;
    for (DimensionRow row : rows) {
      if (++count > maxRows) {
        throw new DimensionException(
            "dimension %s has more than %d rows: raise its maxRows, or narrow it with `where`"
                .formatted(dimension, maxRows));
      }
      if (hasNull(row.key())) {
        continue;
      }
      versions.computeIfAbsent(row.key(), key -> new ArrayList<>(1)).add(row);
    }
    for (List<DimensionRow> ofKey : versions.values()) {
      ofKey.sort(Comparator.comparingLong(DimensionRow::validFrom));
      removeRepeated(dimension, ofKey);
    }
    return new DimensionIndex(versions);
  }

  private static boolean hasNull(Cells key) {
    return Arrays.asList(key.toArray()).contains(null);
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

  /** The columns of the version of {@code key} that was valid at {@code time}, or null. */
  @Nullable Cells at(Cells key, long time) {
    List<DimensionRow> ofKey = versions.get(key);
    if (ofKey == null) {
      return null;
    }
    int low = 0;
    int high = ofKey.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ofKey.get(middle).validFrom() <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return null;
    }
    DimensionRow newest = ofKey.get(low - 1);
    return time < newest.validTo() ? newest.columns() : null;
  }
}
