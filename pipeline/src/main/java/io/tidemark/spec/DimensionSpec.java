package io.tidemark.spec;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.EnrichAsOf;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table that events are joined to, as of their event time.
 *
 * @param key pairs of an event's column and the dimension's column that equals it; a range, if
 *     there is one, is the last
 * @param columns what is joined, with types (a list in the file means strings)
 * @param validFrom the dimension's column from which a row is valid, inclusive
 * @param validTo the dimension's column until which a row is valid, exclusive
 * @param where of the rows that are read: of Postgres its SQL, else ours over {@link #sourceSchema}
 * @param updatedAt the dimension's column that tells when a row was changed
 * @param refreshEvery empty: it is read once
 * @param maxAge the pipeline fails when the last good read began longer ago; empty: never
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

  /**
   * What the events have after it, each {@code name.column} and nullable: the joined columns, then
   * with {@code freshness: latest} when the read began that an event was enriched from.
   */
  public List<Field> enrichedFields() {
    return enrichedFields(name, columns, freshness);
  }

  static List<Field> enrichedFields(String name, List<Field> columns, Freshness freshness) {
    List<Field> fields = new ArrayList<>();
    columns.forEach(c -> fields.add(Field.nullable(name + "." + c.name(), c.type())));
    if (freshness == Freshness.LATEST) {
      fields.add(Field.nullable(name + "." + EnrichAsOf.LOADED_AT, Type.TIMESTAMP));
    }
    return fields;
  }

  /**
   * The columns of its source that it names, each once, all nullable: what {@link #where} may use,
   * unless the source is Postgres.
   *
   * @param looked the event's columns that it is looked up by, as {@link Dimension#key} has them
   */
  public Schema sourceSchema(Schema looked) {
    Map<String, Type> types = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      Type type = looked.field(i).type();
      types.putIfAbsent(key.get(i).dimensionColumn(), type);
      key.get(i).upperDimensionColumn().ifPresent(upper -> types.putIfAbsent(upper, type));
    }
    columns.forEach(column -> types.putIfAbsent(column.name(), column.type()));
    validFrom.ifPresent(column -> types.putIfAbsent(column, Type.TIMESTAMP));
    validTo.ifPresent(column -> types.putIfAbsent(column, Type.TIMESTAMP));
    return Schema.of(
        types.entrySet().stream().map(e -> Field.nullable(e.getKey(), e.getValue())).toList());
  }

  /** The same, of rows that never change: read once, and nobody waits. */
  public DimensionSpec readOnce() {
    return new DimensionSpec(
        name,
        from,
        key,
        columns,
        validFrom,
        validTo,
        where,
        Optional.empty(),
        Optional.empty(),
        freshness,
        Optional.empty(),
        maxRows,
        onMiss,
        place);
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

  /** Its current snapshot when a read begins. */
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
