package io.tidemark.spec;

import io.tidemark.enrich.Dimension;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A table that events are joined to, as of their event time.
 *
 * @param key pairs of an event's column and the dimension's column that equals it; a range, if
 *     there is one, is the last
 * @param columns what is joined, with types (a list in the file means strings)
 * @param validFrom the dimension's column from which a row is valid, inclusive
 * @param validTo the dimension's column until which a row is valid, exclusive
 */
public record DimensionSpec(
    String name,
    From from,
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

  /**
   * What its rows are.
   *
   * @param events the columns that the events have where it is joined
   */
  public Dimension of(Schema events) {
    List<Field> looked =
        key.stream().map(part -> events.field(events.indexOf(part.eventColumn()))).toList();
    boolean range = key.stream().anyMatch(part -> part.upperDimensionColumn().isPresent());
    List<Field> joined = columns.stream().map(c -> Field.nullable(c.name(), c.type())).toList();
    return new Dimension(name, Schema.of(looked), range, Schema.of(joined), maxRows);
  }

  /** The joined columns as the events have them: {@code name.column}, all nullable. */
  public List<Field> enrichedFields() {
    return columns.stream().map(c -> Field.nullable(name + "." + c.name(), c.type())).toList();
  }

  /** One part of the key: {@code eventColumn = dimensionColumn}, or between two columns. */
  public record KeyPart(
      String eventColumn, String dimensionColumn, Optional<String> upperDimensionColumn)
      implements Serializable {}

  /** Where the rows are. */
  public sealed interface From extends Serializable {}

  /** A table's name, or a query; exactly one is there. */
  public record FromPostgres(
      ConnectionSpec.Postgres connection, Optional<String> table, Optional<String> query)
      implements From {}

  /** CSV with a header line, or JSON lines, by the file's extension. */
  public record FromFiles(String glob) implements From {}

  /** Parsed, not run yet. */
  public record FromIceberg(ConnectionSpec.Iceberg connection, String table) implements From {}

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
