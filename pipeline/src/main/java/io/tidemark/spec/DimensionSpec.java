package io.tidemark.spec;

import io.tidemark.model.Field;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A table that events are joined to, as of their event time.
 *
 * @param key pairs of an event's column and the dimension's column that equals it
 * @param columns what is joined, with types (a list in the file means strings)
 * @param validFrom the dimension's column from which a row is valid, inclusive
 * @param validTo the dimension's column until which a row is valid, exclusive
 */
public record DimensionSpec(
    String name,
    DimensionSource from,
    List<KeyPart> key,
    List<Field> columns,
    Optional<String> validFrom,
    Optional<String> validTo,
    Optional<String> where,
    Optional<String> updatedAt,
    Optional<Duration> refreshEvery,
    Freshness freshness,
    Optional<Duration> maxAge,
    long maxRows,
    OnMiss onMiss,
    Place place)
    implements Serializable {

  /** The joined columns as the events have them: {@code name.column}, all nullable. */
  public List<Field> enrichedFields() {
    return columns.stream().map(c -> Field.nullable(name + "." + c.name(), c.type())).toList();
  }

  /** One part of the key: {@code eventColumn = dimensionColumn}, or between two columns. */
  public record KeyPart(
      String eventColumn, String dimensionColumn, Optional<String> upperDimensionColumn)
      implements Serializable {}

  /** Where the rows are. */
  public sealed interface DimensionSource extends Serializable {}

  /** A table's name, or a query; exactly one is there. */
  public record FromPostgres(
      ConnectionSpec.Postgres connection, Optional<String> table, Optional<String> query)
      implements DimensionSource {}

  /** CSV with a header line, or JSON lines, by the file's extension. */
  public record FromFiles(String glob) implements DimensionSource {}

  /** Parsed, not run yet. */
  public record FromIceberg(ConnectionSpec.Iceberg connection, String table)
      implements DimensionSource {}

  /** Whether an event waits for a load that is newer than it. */
  public enum Freshness {
    LATEST,
    WAIT
  }

  /** What becomes of an event without a row. */
  public enum OnMiss {
    NULLS,
    DEAD_LETTER
  }
}
