package io.tidemark.spec;

import io.tidemark.spec.DimensionSpec.From;
import java.util.Optional;

/** Reads where the rows of a dimension are. */
final class DimensionSourceReader {
  private final Connections connections;

  DimensionSourceReader(Connections connections) {
    this.connections = connections;
  }

  Optional<From> read(SpecNode node) {
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
    Optional<ConnectionSpec.Iceberg> connection =
        connections.resolve(reference, ConnectionSpec.Iceberg.class);
    Optional<String> table = section.need("table", "the table to read").text();
    return connection.flatMap(c -> table.map(t -> new DimensionSpec.FromIceberg(c, t)));
  }
}
