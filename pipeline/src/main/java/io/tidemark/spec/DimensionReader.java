package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec.From;
import io.tidemark.spec.DimensionSpec.KeyPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code dimensions}; each adds its columns to those in scope. */
final class DimensionReader {
  private static final long MAX_ROWS = 5_000_000;
  private static final long MOST_ROWS = 1_000_000_000;

  private final Connections connections;
  private Scope scope;

  DimensionReader(Connections connections, Scope scope) {
    this.connections = connections;
    this.scope = scope;
  }

  /** The columns that the event has after the dimensions that were read. */
  Scope scope() {
    return scope;
  }

  List<DimensionSpec> read(SpecNode node) {
    List<DimensionSpec> dimensions = new ArrayList<>();
    scope = node.isMapping() ? scope : scope.withAnything();
    for (SpecNode entry : node.mapping().named("dimension")) {
      dimension(entry).ifPresent(dimensions::add);
    }
    return dimensions;
  }

  private Optional<DimensionSpec> dimension(SpecNode node) {
    Section section = node.mapping();
    Optional<From> from = source(section.need("from", "where its rows are"));
    List<KeyPart> key =
        key(section.need("key", "which event column equals which column of the dimension"));
    SpecNode columnsNode = section.need("columns", "the columns to join, [name, …]");
    Optional<List<Field>> columns = columns(columnsNode);
    Optional<String> validFrom = section.find("validFrom").flatMap(SpecNode::text);
    Optional<SpecNode> validTo = section.find("validTo");
    if (validTo.isPresent() && !section.has("validFrom")) {
      validTo.get().keyError("'validTo' stands alone, expected 'validFrom' beside it");
    }
    Optional<SpecNode> where = section.find("where");
    if (where.isPresent() && from.filter(DimensionSpec.FromFiles.class::isInstance).isPresent()) {
      where.get().keyError("'where' is of postgres, expected none: every row of files is read");
    }
    Optional<String> updatedAt = notYet(section, "updatedAt").flatMap(SpecNode::text);
    Optional<Duration> refreshEvery =
        notYet(section, "refreshEvery").flatMap(SpecNode::positiveDuration);
    Optional<Duration> maxAge = notYet(section, "maxAge").flatMap(SpecNode::positiveDuration);
    boolean wait = waits(section);
    long maxRows = section.find("maxRows").flatMap(n -> n.count(MOST_ROWS)).orElse(MAX_ROWS);
    boolean deadLetter =
        section
            .find("onMiss")
            .flatMap(n -> n.choice("nulls", "deadLetter"))
            .equals(Optional.of("deadLetter"));
    section.refuseOthers();
    Optional<DimensionSpec> spec =
        from.map(
            f ->
                new DimensionSpec(
                    node.name(),
                    f,
                    key,
                    columns.orElse(List.of()),
                    validFrom,
                    validTo.flatMap(SpecNode::text),
                    where.flatMap(SpecNode::text),
                    updatedAt,
                    refreshEvery,
                    wait ? DimensionSpec.Freshness.WAIT : DimensionSpec.Freshness.LATEST,
                    maxAge,
                    maxRows,
                    deadLetter ? DimensionSpec.OnMiss.DEAD_LETTER : DimensionSpec.OnMiss.NULLS,
                    node.place()));
    List<Field> enriched =
        columns.orElse(List.of()).stream()
            .map(c -> Field.nullable(node.name() + "." + c.name(), c.type()))
            .toList();
    scope = columns.isPresent() ? scope.with(enriched) : scope.withDoubtful(node.name());
    return spec;
  }

  private static Optional<SpecNode> notYet(Section section, String key) {
    Optional<SpecNode> node = section.find(key);
    node.ifPresent(n -> n.unsupported(key + " is"));
    return node;
  }

  private static boolean waits(Section section) {
    Optional<SpecNode> node = section.find("freshness");
    boolean waits = node.flatMap(n -> n.choice("latest", "wait")).equals(Optional.of("wait"));
    if (waits) {
      node.orElseThrow().unsupported("freshness: wait is");
    }
    return waits;
  }

  private Optional<From> source(SpecNode node) {
    Section section = node.mapping();
    Optional<String> system = section.oneOf("postgres", "files", "iceberg");
    if (system.isEmpty()) {
      return Optional.empty();
    }
    SpecNode reference = section.need(system.get(), "where its rows are");
    Optional<From> source =
        switch (system.get()) {
          case "postgres" -> postgres(section, reference);
          case "files" -> reference.text().map(DimensionSpec.FromFiles::new);
          default -> iceberg(section, reference);
        };
    section.refuseOthers();
    return source;
  }

  private Optional<From> postgres(Section section, SpecNode reference) {
    Optional<ConnectionSpec.Postgres> connection =
        connections.resolve(reference, ConnectionSpec.Postgres.class);
    Optional<SpecNode> query = section.find("query");
    Optional<SpecNode> table =
        section.has("table") || query.isEmpty()
            ? Optional.of(section.need("table", "a table, or a 'query'"))
            : Optional.empty();
    if (table.isPresent() && query.isPresent()) {
      query.get().keyError("'query' stands beside 'table', expected one of them");
    }
    Optional<String> tableName = table.flatMap(SpecNode::text);
    Optional<String> sql = query.flatMap(SpecNode::text);
    return connection.map(c -> new DimensionSpec.FromPostgres(c, tableName, sql));
  }

  private Optional<From> iceberg(Section section, SpecNode reference) {
    reference.unsupported("dimensions from iceberg are");
    Optional<ConnectionSpec.Iceberg> connection =
        connections.resolve(reference, ConnectionSpec.Iceberg.class);
    Optional<String> table = section.need("table", "the table to read").text();
    return connection.flatMap(c -> table.map(t -> new DimensionSpec.FromIceberg(c, t)));
  }

  private List<KeyPart> key(SpecNode node) {
    List<KeyPart> parts = new ArrayList<>();
    List<SpecNode> entries = node.mapping().values();
    if (node.isMapping() && entries.isEmpty()) {
      node.error("'key' is empty, expected {event_column: dimension_column}");
    }
    for (SpecNode entry : entries) {
      Optional<Field> column = eventColumn(entry);
      if (column.isPresent() && !isComparable(column.get().type())) {
        entry.keyError(
            "'%s' is of type %s, expected a column that can be compared"
                .formatted(entry.name(), column.get().type()));
      }
      if (entry.isMapping()) {
        parts.add(between(entry));
      } else {
        entry.text().ifPresent(c -> parts.add(new KeyPart(entry.name(), c, Optional.empty())));
      }
    }
    return parts;
  }

  private Optional<Field> eventColumn(SpecNode entry) {
    if (scope.schema().has(entry.name())) {
      return Optional.of(scope.schema().field(scope.schema().indexOf(entry.name())));
    }
    if (!scope.doubts(entry.name())) {
      entry.keyError(
          "no column '%s' of the event, %s"
              .formatted(entry.name(), KnownWords.expected(entry.name(), scope.schema().names())));
    }
    return Optional.empty();
  }

  private static boolean isComparable(Type type) {
    return type.kind() != Type.Kind.ARRAY && type.kind() != Type.Kind.BYTES;
  }

  private static KeyPart between(SpecNode entry) {
    entry.unsupported("between is");
    Section section = entry.mapping();
    SpecNode bounds = section.need("between", "[from_column, to_column]");
    List<String> columns = bounds.isPresent() ? bounds.texts() : List.of("", "");
    if (columns.size() != 2) {
      bounds.error("'between' names %d columns, expected 2".formatted(columns.size()));
    }
    section.refuseOthers();
    return new KeyPart(
        entry.name(),
        columns.isEmpty() ? "" : columns.get(0),
        columns.stream().skip(1).findFirst());
  }

  private static Optional<List<Field>> columns(SpecNode node) {
    List<Field> columns = new ArrayList<>();
    List<SpecNode> entries = node.isMapping() ? node.mapping().named("column") : node.list();
    Set<String> names = new HashSet<>();
    for (SpecNode entry : entries) {
      Optional<String> name = node.isMapping() ? Optional.of(entry.name()) : entry.text();
      Optional<Type> type = node.isMapping() ? TypeReader.read(entry) : Optional.of(Type.STRING);
      if (name.isEmpty() || type.isEmpty()) {
        continue;
      }
      if (!Section.IDENTIFIER.matcher(name.get()).matches()) {
        entry.error(
            "'%s' cannot name a column, expected letters, digits and _".formatted(name.get()));
      } else if (!names.add(name.get())) {
        entry.error("column '%s' stands twice, expected it once".formatted(name.get()));
      } else {
        columns.add(Field.nullable(name.get(), type.get()));
      }
    }
    if (node.isPresent() && entries.isEmpty() && (node.isMapping() || node.isList())) {
      node.error("'columns' is empty, expected one at least");
    }
    return columns.size() == entries.size() && !columns.isEmpty()
        ? Optional.of(columns)
        : Optional.empty();
  }
}
