package io.tidemark.spec;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of one output's rows, as the contract lists them, to check what names them. */
final class RowColumns {
  private final Map<String, Type> columns = new LinkedHashMap<>();
  private final List<String> twice = new ArrayList<>();
  private final Scope doubts;

  private RowColumns(Scope doubts) {
    this.doubts = doubts;
  }

  /** The rows of a windowed view; what {@code doubts} says may be columns too. */
  static RowColumns ofPanes(List<Field> groupBy, List<Field> measures, Scope doubts) {
    return new RowColumns(doubts)
        .and(groupBy)
        .and("window_start", Type.TIMESTAMP)
        .and("window_end", Type.TIMESTAMP)
        .and(measures)
        .and("pane", Type.STRING)
        .and("generation", Type.LONG)
        .and("revision", Type.LONG);
  }

  static RowColumns ofEvents(List<Field> selected, Scope doubts) {
    return new RowColumns(doubts).and(selected).andPosition().and("arrived_at", Type.TIMESTAMP);
  }

  static RowColumns ofLateEvents(List<Field> fields, Scope doubts) {
    return new RowColumns(doubts)
        .and(fields)
        .and("view", Type.STRING)
        .and("window_start", Type.TIMESTAMP)
        .and("window_end", Type.TIMESTAMP)
        .andPosition();
  }

  static RowColumns ofDeadLetters() {
    RowColumns rows = new RowColumns(Scope.of(List.of()));
    List.of("reason", "message", "stage", "key", "headers", "payload", "payload_encoding")
        .forEach(name -> rows.and(name, Type.STRING));
    return rows.andPosition().and("arrived_at", Type.TIMESTAMP);
  }

  private RowColumns andPosition() {
    return and("tidemark", Type.TIMESTAMP)
        .and("source_partition", Type.STRING)
        .and("source_offset", Type.LONG);
  }

  private RowColumns and(List<Field> fields) {
    fields.forEach(field -> and(field.name(), field.type()));
    return this;
  }

  private RowColumns and(String name, Type type) {
    if (columns.putIfAbsent(name, type) != null) {
      twice.add(name);
    }
    return this;
  }

  /** The names that stand more than once. */
  List<String> twice() {
    return twice;
  }

  boolean has(String name) {
    return columns.containsKey(name);
  }

  /** The type of the column {@code name}; an unknown one is an error of {@code node}. */
  Optional<Type> find(SpecNode node, String name) {
    Optional<Type> type = Optional.ofNullable(columns.get(name));
    if (type.isEmpty() && !doubts.doubts(name)) {
      node.error(
          "no column '%s' in the rows, %s"
              .formatted(name, KnownWords.expected(name, columns.keySet())));
    }
    return type;
  }
}
