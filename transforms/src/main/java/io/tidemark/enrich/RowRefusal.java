package io.tidemark.enrich;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Says of rows that cannot be used which they are, why, and the mend. */
final class RowRefusal {
  private static final long MEGABYTE = 1 << 20;

  private final Dimension dimension;
  private final KeyTable keys;

  /**
   * @param keys of the rows
   */
  RowRefusal(Dimension dimension, KeyTable keys) {
    this.dimension = dimension;
    this.keys = keys;
  }

  DimensionException tooManyRows(long rows) {
    return refusal(
        "has %,d rows, more than maxRows %,d: raise its maxRows, or narrow it with `where`",
        rows, dimension.maxRows());
  }

  /**
   * @param bytes that they take
   * @param percent of the heap, that they may take
   * @param heap bytes of it in all
   */
  DimensionException tooLarge(long rows, long bytes, int percent, long heap) {
    return refusal(
        "does not fit into memory: %,d rows take about %,d MB so far, more than %d%% of"
            + " the heap of %,d MB: give the JVM a larger heap (-Xmx), join fewer columns, or narrow"
            + " it with `where`",
        rows, bytes / MEGABYTE, percent, heap / MEGABYTE);
  }

  DimensionException noBound(DimensionRow row, Object bound, Type type) {
    return refusal(
        "has a row of range %s %s, but %s is no %s: mend the row, or leave it out with `where`",
        row.key(),
        row.columns(),
        bound,
        type.kind() == Type.Kind.STRING ? "IPv4 or IPv6 address" : "number");
  }

  DimensionException endsBeforeItBegins(DimensionRow row) {
    return refusal(
        "has a row of range %s %s, which ends before it begins:"
            + " mend the row, or leave it out with `where`",
        row.key(), row.columns());
  }

  /** Two different rows of one key, range and validFrom; whichever came first. */
  DimensionException twoRows(int key, VersionTable rows, int one, int other) {
    String both =
        Stream.of(columns(rows, one), columns(rows, other))
            .sorted()
            .collect(Collectors.joining(" and "));
    return refusal(
        "has two different rows for key %s%s: %s: keep one of them, or %s",
        key(key, rows, one), since(rows, one), both, mend(rows, one));
  }

  /** Two ranges of one key and validFrom that overlap, neither within the other. */
  DimensionException overlap(int key, VersionTable rows, int one, int other) {
    return refusal(
        "has two ranges that overlap%s, neither within the other: %s %s and %s %s:"
            + " part them, or %s",
        since(rows, one),
        key(key, rows, one),
        columns(rows, one),
        key(key, rows, other),
        columns(rows, other),
        mend(rows, one));
  }

  DimensionException tangled(int rows) {
    return refusal(
        "has ranges that overlap too often: %,d rows, and each begins or ends in too many others:"
            + " part the ranges, or narrow it with `where`",
        rows);
  }

  private DimensionException refusal(String what, @Nullable Object... words) {
    return new DimensionException(
        "dimension " + dimension.name() + " " + String.format(Locale.ROOT, what, words));
  }

  private static boolean hasVersions(VersionTable rows, int row) {
    return rows.validFrom(row) != Long.MIN_VALUE;
  }

  private static String since(VersionTable rows, int row) {
    return hasVersions(rows, row) ? " valid from " + Instant.ofEpochMilli(rows.validFrom(row)) : "";
  }

  private static String mend(VersionTable rows, int row) {
    return hasVersions(rows, row)
        ? "give them different validFrom"
        : "name the column that says from when each is valid as validFrom";
  }

  private String key(int key, VersionTable rows, int row) {
    List<@Nullable Object> cells = keys.key(key);
    if (dimension.range()) {
      Type type = dimension.key().field(cells.size()).type();
      cells.add(rows.lower(row).in(type));
      cells.add(rows.upper(row).in(type));
    }
    return cells.toString();
  }

  private String columns(VersionTable rows, int row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int c = 0; c < dimension.columns().size(); c++) {
      cells.add(rows.cell(row, c));
    }
    return rows.validTo(row) == Long.MAX_VALUE
        ? cells.toString()
        : cells + " until " + Instant.ofEpochMilli(rows.validTo(row));
  }
}
