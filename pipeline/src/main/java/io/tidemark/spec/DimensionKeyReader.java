package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec.KeyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the key of a dimension: which columns of the event it is looked up by. A part of it may be
 * a range, which comes last, wherever it stands in the file.
 */
final class DimensionKeyReader {
  private final Scope scope;
  private final List<KeyPart> parts = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();
  private boolean doubtful;

  private DimensionKeyReader(Scope scope) {
    this.scope = scope;
  }

  /** The key that {@code node} describes, of the event's columns in {@code scope}. */
  static DimensionKeyReader read(SpecNode node, Scope scope) {
    DimensionKeyReader reader = new DimensionKeyReader(scope);
    List<SpecNode> entries = node.mapping().values();
    if (node.isMapping() && entries.isEmpty()) {
      node.error("'key' is empty, expected {event_column: dimension_column}");
    }
    List<SpecNode> ranges = entries.stream().filter(SpecNode::isMapping).toList();
    for (SpecNode second : ranges.stream().skip(1).toList()) {
      second.keyError(
          "a key has one range, and '%s' has one already, expected the column that '%s' equals"
              .formatted(ranges.get(0).name(), second.name()));
    }
    entries.stream().filter(entry -> !entry.isMapping()).forEach(reader::equality);
    ranges.forEach(reader::range);
    reader.doubtful |= entries.isEmpty();
    return reader;
  }

  List<KeyPart> parts() {
    return parts;
  }

  /** The event's columns of {@link #parts}; empty if there is an error in one of them. */
  Optional<Schema> schema() {
    return doubtful ? Optional.empty() : Optional.of(Schema.of(fields));
  }

  private void equality(SpecNode entry) {
    Optional<Type> type = eventColumn(entry);
    if (type.isPresent() && !isComparable(type.get())) {
      refuse(entry, type.get(), "a column that can be compared");
    }
    Optional<String> column = entry.text();
    column.ifPresent(c -> parts.add(new KeyPart(entry.name(), c, Optional.empty())));
    doubtful |= column.isEmpty();
  }

  private void range(SpecNode entry) {
    Optional<Type> type = eventColumn(entry);
    if (type.isPresent() && (!isComparable(type.get()) || type.get().equals(Type.BOOLEAN))) {
      refuse(entry, type.get(), "a number, a date, a timestamp or the text of an IP address");
    }
    Section section = entry.mapping();
    SpecNode bounds = section.need("between", "[from_column, to_column]");
    List<String> columns = bounds.isPresent() ? bounds.texts() : List.of();
    section.refuseOthers();
    if (columns.size() == 2) {
      parts.add(new KeyPart(entry.name(), columns.get(0), Optional.of(columns.get(1))));
      return;
    }
    doubtful = true;
    if (bounds.isList() && bounds.list().size() != 2) {
      bounds.error("'between' names %d columns, expected 2".formatted(bounds.list().size()));
    }
  }

  private Optional<Type> eventColumn(SpecNode entry) {
    if (scope.schema().has(entry.name())) {
      Field field = scope.schema().field(scope.schema().indexOf(entry.name()));
      fields.add(field);
      return Optional.of(field.type());
    }
    doubtful = true;
    if (!scope.doubts(entry.name())) {
      entry.keyError(
          "no column '%s' of the event, %s"
              .formatted(entry.name(), KnownWords.expected(entry.name(), scope.schema().names())));
    }
    return Optional.empty();
  }

  private void refuse(SpecNode entry, Type type, String expected) {
    doubtful = true;
    entry.keyError("'%s' is of type %s, expected %s".formatted(entry.name(), type, expected));
  }

  private static boolean isComparable(Type type) {
    return type.kind() != Type.Kind.ARRAY && type.kind() != Type.Kind.BYTES;
  }
}
