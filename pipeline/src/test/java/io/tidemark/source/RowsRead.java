package io.tidemark.source;

import static java.util.Objects.requireNonNull;

import io.tidemark.enrich.DimensionSource;
import io.tidemark.enrich.DimensionSource.Read;
import io.tidemark.model.DimensionRow;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a source of a dimension said in one read, and gave. */
final class RowsRead implements DimensionSource.Rows {
  private final List<DimensionRow> rows = new ArrayList<>();
  private boolean changes;
  private @Nullable Read read;

  static RowsRead of(DimensionSource source, @Nullable Read previous) throws Exception {
    RowsRead rows = new RowsRead();
    rows.read = source.read(previous, rows);
    return rows;
  }

  @Override
  public void add(DimensionRow row) {
    rows.add(row);
  }

  @Override
  public void onlyChanges() {
    changes = true;
  }

  List<DimensionRow> rows() {
    return rows;
  }

  boolean changes() {
    return changes;
  }

  Read read() {
    return requireNonNull(read);
  }
}
