package io.tidemark.source;

import io.tidemark.decode.UnreadableCellException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a dimension from the current snapshot of an Iceberg table: only the columns that are
 * needed, as {@link LakeCell} says, of the rows for which {@code where} holds. A table without a
 * snapshot has no rows.
 *
 * <p>A read began when the worker's clock says so, before the table was opened. While the snapshot
 * stays the same nothing is read; a new one is read whole, whether the table has an updatedAt or
 * not.
 */
final class DimensionLake implements DimensionSource {
  private static final long NO_SNAPSHOT = -1;

  private final DimensionLayout layout;
  private final FromIceberg from;
  private final DimensionCondition where;
  private final List<LakeCell> cells;

  /**
   * @throws io.tidemark.enrich.DimensionException {@code where} is no condition over its columns
   */
  DimensionLake(DimensionLayout layout, FromIceberg from, Optional<String> where) {
    this.layout = layout;
    this.from = from;
    this.where = DimensionCondition.of(layout, where);
    DimensionText text = new DimensionText(layout);
    this.cells =
        IntStream.range(0, layout.names().size())
            .mapToObj(i -> new LakeCell(layout.type(i), written -> text.cell(i, written)))
            .toList();
  }

  @Override
  public Read read(@Nullable Read previous, Rows rows) throws IOException {
    long startedAt = System.currentTimeMillis();
    try (HistoryTable catalog = HistoryTable.open(from.connection(), from.table())) {
      Table table = load(catalog);
      Snapshot current = table.currentSnapshot();
      Long mark = current == null ? NO_SNAPSHOT : current.snapshotId();
      if (previous != null && mark.equals(previous.mark())) {
        rows.onlyChanges();
        return new Read(startedAt, mark);
      }
      try (CloseableIterable<Record> records =
          IcebergGenerics.read(table).select(layout.schema().names()).build()) {
        long row = 0;
        for (Record record : records) {
          @Nullable Object[] read = read(record, ++row);
          if (where.test(read)) {
            rows.add(layout.row(read));
          }
        }
      }
      return new Read(startedAt, mark);
    }
  }

  /**
   * Opens the table and looks at its columns.
   *
   * @throws FileNotFoundException it does not exist
   * @throws io.tidemark.enrich.DimensionException it lacks columns
   */
  void check() throws IOException {
    try (HistoryTable catalog = HistoryTable.open(from.connection(), from.table())) {
      load(catalog);
    }
  }

  private Table load(HistoryTable catalog) throws FileNotFoundException {
    String name = "Iceberg table %s (%s)".formatted(from.table(), from.connection().name());
    if (!catalog.exists()) {
      throw new FileNotFoundException(name + " does not exist");
    }
    Table table = catalog.load();
    List<String> existing = table.schema().columns().stream().map(Types.NestedField::name).toList();
    List<String> missing = layout.missingIn(existing);
    if (!missing.isEmpty()) {
      throw layout.lacks(name, missing, existing);
    }
    return table;
  }

  private @Nullable Object[] read(Record record, long row) {
    @Nullable Object[] read = new Object[cells.size()];
    for (int i = 0; i < read.length; i++) {
      try {
        read[i] = cells.get(i).of(record.getField(layout.names().get(i)));
      } catch (UnreadableCellException e) {
        throw layout.wrong("row " + row, i, e.getMessage());
      }
    }
    return read;
  }
}
