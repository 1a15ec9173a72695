package io.tidemark.enrich;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows of a dimension that says of a key in which country it is. */
final class GeoRows {
  static final long ALWAYS = Long.MAX_VALUE;
  static final int[] FIRST = {0};
  static final Dimension BY_NAME = dimension(Type.STRING, false, 5_000_000);
  static final Dimension BY_ADDRESS = dimension(Type.STRING, true, 5_000_000);

  private GeoRows() {}

  static Dimension dimension(Type key, boolean range, long maxRows) {
    return new Dimension(
        "geo",
        Schema.of(Field.nullable("key", key)),
        range,
        Schema.of(Field.nullable("country", Type.STRING)),
        maxRows);
  }

  static DimensionRow row(@Nullable String key, long from, long to, String country) {
    return new DimensionRow(Cells.of(key), from, to, Cells.of(country));
  }

  static DimensionRow range(String lower, String upper, long from, String country) {
    return new DimensionRow(Cells.of(lower, upper), from, ALWAYS, Cells.of(country));
  }

  static DimensionIndex.Builder builderOf(Dimension dimension, List<DimensionRow> rows) {
    DimensionIndex.Builder builder = DimensionIndex.builder(dimension);
    rows.forEach(builder::add);
    return builder;
  }

  static DimensionIndex index(Dimension dimension, List<DimensionRow> rows) {
    return builderOf(dimension, rows).build();
  }

  /** The country at {@code time}, or null. */
  static @Nullable String at(DimensionIndex index, @Nullable Object key, long time) {
    return country(index, index.find(Cells.of(key), FIRST, time));
  }

  static @Nullable String country(DimensionIndex index, int version) {
    if (version == DimensionIndex.NONE) {
      return null;
    }
    @Nullable Object[] cells = new Object[1];
    index.copy(version, cells, 0);
    return (String) cells[0];
  }
}
