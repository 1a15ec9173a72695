package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code groupBy} and {@code select}: a list of columns, or a map of their new names. */
final class ColumnReader {
  private final List<ViewSpec.Column> columns = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, SpecNode> nodes = new LinkedHashMap<>();
  private Scope doubts = Scope.of(List.of());

  /** The columns that {@code node} names, of those in {@code scope}. */
  static ColumnReader read(SpecNode node, Scope scope) {
    ColumnReader reader = new ColumnReader();
    boolean renames = node.isMapping();
    List<SpecNode> entries = renames ? node.mapping().named("column") : node.list();
    if (entries.isEmpty() && (renames || node.isList())) {
      node.error("'%s' is empty, expected one column at least".formatted(node.name()));
    }
    if (!renames && !node.isList()) {
      reader.doubts = Scope.unknown();
    }
    for (SpecNode entry : entries) {
      entry.text().ifPresent(source -> reader.add(entry, source, renames, scope));
    }
    return reader;
  }

  static ColumnReader none() {
    return new ColumnReader();
  }

  private void add(SpecNode entry, String source, boolean renames, Scope scope) {
    String name = renames ? entry.name() : source.replace('.', '_');
    if (nodes.putIfAbsent(name, entry) != null) {
      entry.error("column '%s' stands twice, expected it once".formatted(name));
      return;
    }
    columns.add(new ViewSpec.Column(name, source));
    Optional<Field> field = scope.column(entry, source);
    if (field.isPresent()) {
      fields.add(new Field(name, field.get().type(), field.get().nullable()));
    } else {
      doubts = doubts.withDoubtful(name);
    }
  }

  /** Adds an error for each column that events cannot be grouped by. */
  void refuseUngroupable() {
    for (Field field : fields) {
      Type.Kind kind = field.type().kind();
      if (kind == Type.Kind.BYTES || kind == Type.Kind.ARRAY) {
        node(field.name())
            .ifPresent(
                node ->
                    node.error(
                        "'%s' is of type %s, expected a column that can be grouped by"
                            .formatted(node.quote(), field.type())));
      }
    }
  }

  List<ViewSpec.Column> columns() {
    return columns;
  }

  /** The columns under their names in the rows; without those that have an error. */
  List<Field> fields() {
    return fields;
  }

  /** The names of those that have an error. */
  Scope doubts() {
    return doubts;
  }

  Optional<SpecNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }
}
