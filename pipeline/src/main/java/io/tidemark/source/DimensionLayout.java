package io.tidemark.source;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionException;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.KeyPart;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which columns of a dimension are read, as which types, and where they go in its rows: the key,
 * the joined columns, then validFrom and validTo where it has them.
 */
final class DimensionLayout implements Serializable {
  private static final long NANOS_OF_MILLI = 1_000_000;

  private final Dimension dimension;
  private final Schema schema;
  private final int keyCells;
  private final boolean hasValidFrom;
  private final boolean hasValidTo;
  private final @Nullable String updatedAt;
  private final ArrayList<String> names = new ArrayList<>();
  private final ArrayList<Type> types = new ArrayList<>();

  DimensionLayout(DimensionSpec spec, Dimension dimension) {
    this.dimension = dimension;
    this.schema = spec.sourceSchema(dimension.key());
    this.hasValidFrom = spec.validFrom().isPresent();
    this.hasValidTo = spec.validTo().isPresent();
    this.updatedAt = spec.updatedAt().orElse(null);
    for (int i = 0; i < spec.key().size(); i++) {
      KeyPart part = spec.key().get(i);
      Type type = dimension.key().field(i).type();
      add(part.dimensionColumn(), type);
      part.upperDimensionColumn().ifPresent(upper -> add(upper, type));
    }
    this.keyCells = names.size();
    spec.columns().forEach(column -> add(column.name(), column.type()));
    spec.validFrom().ifPresent(column -> add(column, Type.TIMESTAMP));
    spec.validTo().ifPresent(column -> add(column, Type.TIMESTAMP));
  }

  private void add(String name, Type type) {
    names.add(name);
    types.add(type);
  }

  String dimension() {
    return dimension.name();
  }

  /** The columns that are read; one that serves twice stands twice. */
  List<String> names() {
    return names;
  }

  Type type(int i) {
    return types.get(i);
  }

  /** The column that says when a row was changed, if it has one; it is no part of the rows. */
  @Nullable String updatedAt() {
    return updatedAt;
  }

  /** What a condition sees: every name once, as it is first read. */
  Schema schema() {
    return schema;
  }

  /** What {@code existing} lacks of the columns that are needed, in their order. */
  List<String> missingIn(Collection<String> existing) {
    Set<String> missing = new LinkedHashSet<>(names);
    if (updatedAt != null) {
      missing.add(updatedAt);
    }
    existing.forEach(missing::remove);
    return List.copyOf(missing);
  }

  /** A source that lacks columns. */
  DimensionException lacks(String source, List<String> missing, Collection<String> existing) {
    return wrong(
        "%s has no column %s; it has %s"
            .formatted(source, String.join(", ", missing), String.join(", ", existing)));
  }

  /** Whether the column is part of the key. */
  boolean isKey(int i) {
    return i < keyCells;
  }

  /** Whether the column says when a row is valid: there a date alone is its midnight in UTC. */
  boolean isValidity(int i) {
    return i >= keyCells + dimension.columns().size();
  }

  boolean isValidFrom(int i) {
    return hasValidFrom && i == keyCells + dimension.columns().size();
  }

  boolean isValidTo(int i) {
    return hasValidTo && i == names.size() - 1;
  }

  /** The row of the cells of {@link #names}. */
  DimensionRow row(@Nullable Object[] cells) {
    int validity = keyCells + dimension.columns().size();
    return new DimensionRow(
        Cells.of(Arrays.copyOfRange(cells, 0, keyCells)),
        millis(hasValidFrom ? cells[validity] : null, Long.MIN_VALUE),
        millis(hasValidTo ? cells[cells.length - 1] : null, Long.MAX_VALUE),
        Cells.of(Arrays.copyOfRange(cells, keyCells, validity)));
  }

  /** Rounded up: events count whole milliseconds, and the first one at or after it is meant. */
  private static long millis(@Nullable Object time, long missing) {
    if (!(time instanceof Instant instant)) {
      return missing;
    }
    long started = (instant.getNano() + NANOS_OF_MILLI - 1) / NANOS_OF_MILLI;
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000L), started);
  }

  /** A source that cannot be used. */
  DimensionException wrong(String what) {
    return new DimensionException("dimension %s: %s".formatted(dimension.name(), what));
  }

  /** A row that cannot be used. */
  DimensionException wrong(String where, int column, String what) {
    return new DimensionException(
        "dimension %s, %s: %s %s".formatted(dimension.name(), where, names.get(column), what));
  }
}
