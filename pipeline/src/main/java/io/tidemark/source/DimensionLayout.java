package io.tidemark.source;

import io.tidemark.enrich.DimensionException;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.KeyPart;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which columns of a dimension are read, as which types, and where they go in its rows: the key,
 * the joined columns, then validFrom and validTo where it has them.
 */
final class DimensionLayout implements Serializable {
  private final DimensionSpec dimension;
  private final Schema key;
  private final ArrayList<String> names = new ArrayList<>();
  private final ArrayList<Type> types = new ArrayList<>();

  /**
   * @param key the event's columns that the dimension is joined by, in the order of its key
   */
  DimensionLayout(DimensionSpec dimension, Schema key) {
    this.dimension = dimension;
    this.key = key;
    for (int i = 0; i < dimension.key().size(); i++) {
      KeyPart part = dimension.key().get(i);
      add(part.dimensionColumn(), key.field(i).type());
    }
    dimension.columns().forEach(column -> add(column.name(), column.type()));
    dimension.validFrom().ifPresent(column -> add(column, Type.TIMESTAMP));
    dimension.validTo().ifPresent(column -> add(column, Type.TIMESTAMP));
  }

  private void add(String name, Type type) {
    names.add(name);
    types.add(type);
  }

  DimensionSpec dimension() {
    return dimension;
  }

  /** The columns that are read; one that serves twice stands twice. */
  List<String> names() {
    return names;
  }

  Type type(int i) {
    return types.get(i);
  }

  /** Whether the column says when a row is valid: there a date alone is its midnight in UTC. */
  boolean isValidity(int i) {
    return i >= key.size() + dimension.columns().size();
  }

  Schema keySchema() {
    return key;
  }

  Schema columnsSchema() {
    return Schema.of(
        dimension.columns().stream().map(c -> Field.nullable(c.name(), c.type())).toList());
  }

  /** The row of the cells of {@link #names}. */
  DimensionRow row(@Nullable Object[] cells) {
    int columns = key.size() + dimension.columns().size();
    int from = dimension.validFrom().isPresent() ? columns : -1;
    int to = dimension.validTo().isPresent() ? cells.length - 1 : -1;
    return new DimensionRow(
        Cells.of(Arrays.copyOfRange(cells, 0, key.size())),
        millis(from < 0 ? null : cells[from], Long.MIN_VALUE),
        millis(to < 0 ? null : cells[to], Long.MAX_VALUE),
        Cells.of(Arrays.copyOfRange(cells, key.size(), columns)));
  }

  /** Rounded up: events count whole milliseconds, and the first one at or after it is meant. */
  private static long millis(@Nullable Object time, long missing) {
    if (!(time instanceof Instant instant)) {
      return missing;
    }
    return BigDecimal.valueOf(instant.getEpochSecond())
        .movePointRight(3)
        .add(BigDecimal.valueOf(instant.getNano(), 6))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /** A row that cannot be used. */
  DimensionException wrong(String where, int column, String what) {
    return new DimensionException(
        "dimension %s, %s: %s %s".formatted(dimension.name(), where, names.get(column), what));
  }
}
