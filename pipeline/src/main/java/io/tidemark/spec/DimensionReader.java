package io.tidemark.spec;

import io.tidemark.enrich.EnrichAsOf;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec.Freshness;
import io.tidemark.spec.DimensionSpec.From;
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

  private final DimensionSourceReader sources;
  private Scope scope;

  DimensionReader(Connections connections, Scope scope) {
    this.sources = new DimensionSourceReader(connections);
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
    Optional<From> from = sources.read(section.need("from", "where its rows are"));
    boolean files = from.filter(DimensionSpec.FromFiles.class::isInstance).isPresent();
    DimensionKeyReader key =
        DimensionKeyReader.read(
            section.need("key", "which event column equals which column of the dimension"), scope);
    SpecNode columnsNode = section.need("columns", "the columns to join, [name, …]");
    RefreshReader refresh = new RefreshReader(section);
    Freshness freshness = refresh.freshness();
    Optional<Duration> maxAge = refresh.maxAge();
    Optional<String> updatedAt = refresh.updatedAt(files);
    Optional<List<Field>> columns = columns(columnsNode, freshness);
    Optional<String> validFrom = section.find("validFrom").flatMap(SpecNode::text);
    Optional<SpecNode> validTo = section.find("validTo");
    if (validTo.isPresent() && !section.has("validFrom")) {
      validTo.get().keyError("'validTo' stands alone, expected 'validFrom' beside it");
    }
    Optional<SpecNode> where = section.find("where");
    long maxRows = section.find("maxRows").flatMap(n -> n.count(MOST_ROWS)).orElse(MAX_ROWS);
    DimensionSpec.OnMiss onMiss = onMiss(section);
    section.refuseOthers();
    Optional<DimensionSpec> spec =
        from.map(
            f ->
                new DimensionSpec(
                    node.name(),
                    f,
                    key.parts(),
                    columns.orElse(List.of()),
                    validFrom,
                    validTo.flatMap(SpecNode::text),
                    where.flatMap(SpecNode::text),
                    updatedAt,
                    refresh.every(),
                    freshness,
                    maxAge,
                    maxRows,
                    onMiss,
                    node.place()));
    if (where.isPresent() && spec.isPresent() && columns.isPresent() && key.schema().isPresent()) {
      checkWhere(where.get(), spec.get(), key.schema().get());
    }
    scope =
        columns.isPresent()
            ? scope.with(DimensionSpec.enrichedFields(node.name(), columns.get(), freshness))
            : scope.withDoubtful(node.name());
    return spec;
  }

  private static DimensionSpec.OnMiss onMiss(Section section) {
    Optional<String> choice = section.find("onMiss").flatMap(n -> n.choice("nulls", "deadLetter"));
    return choice.equals(Optional.of("deadLetter"))
        ? DimensionSpec.OnMiss.DEAD_LETTER
        : DimensionSpec.OnMiss.NULLS;
  }

  /** Of Postgres it is SQL of the database, which alone can tell what is wrong with it. */
  private static void checkWhere(SpecNode node, DimensionSpec dimension, Schema looked) {
    if (!(dimension.from() instanceof DimensionSpec.FromPostgres)) {
      ExpressionReader.condition(node, Scope.of(dimension.sourceSchema(looked).fields()));
    }
  }

  private static Optional<List<Field>> columns(SpecNode node, Freshness freshness) {
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
      } else if (freshness == Freshness.LATEST && name.get().equals(EnrichAsOf.LOADED_AT)) {
        refuseLoadedAt(entry, node.isMapping());
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

  private static void refuseLoadedAt(SpecNode entry, boolean isKey) {
    String message =
        "'freshness: latest' adds a column 'loaded_at' of its own, expected another name";
    if (isKey) {
      entry.keyError(message);
    } else {
      entry.error(message);
    }
  }
}
