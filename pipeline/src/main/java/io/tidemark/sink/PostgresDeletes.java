package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The guarded deletes of a sink's table in Postgres: of withdrawn rows, of swallowed sessions. */
final class PostgresDeletes implements Serializable {
  private static final Duration ANY_LENGTH = Duration.ofDays(3650);

  private final PostgresTable shape;
  private final Schema rows;
  private final List<String> identity;
  private final List<String> groupBy;
  private final boolean sessions;
  private final Duration longestSession;

  PostgresDeletes(PostgresTable shape, Table table) {
    this.shape = shape;
    this.rows = table.schema();
    this.identity = table.identity();
    this.groupBy = table.groupBy();
    this.sessions = table.panes() && identity.contains(Table.WINDOW_END);
    this.longestSession = table.longestSession().orElse(ANY_LENGTH);
  }

  /** Deletes the row of {@code row}'s identity if it is not newer. */
  String withdrawn(String from, Cells row) {
    return "DELETE FROM " + from + " WHERE " + same(identity, row) + older("<=");
  }

  void bindWithdrawn(PreparedStatement statement, Cells row) throws SQLException {
    bindOlder(statement, bindSame(statement, identity, row), row);
  }

  /** Whether rows are sessions, which may swallow others of their key. */
  boolean ofSessions() {
    return sessions;
  }

  /** Deletes older sessions of the key that overlap {@code row}'s: final ones never do. */
  String swallowed(String from, Cells row) {
    String start = shape.column(Table.WINDOW_START).quoted();
    String end = shape.column(Table.WINDOW_END).quoted();
    String overlap =
        "%1$s < ? AND %1$s > ? AND %2$s > ? AND (%1$s, %2$s) <> (?, ?) AND ".formatted(start, end);
    return "DELETE FROM " + from + " WHERE " + same(groupBy, row) + overlap + older("<");
  }

  void bindSwallowed(PreparedStatement statement, Cells row) throws SQLException {
    Instant start = time(row, Table.WINDOW_START);
    Instant end = time(row, Table.WINDOW_END);
    int at = bindSame(statement, groupBy, row);
    for (Instant bound : List.of(end, start.minus(longestSession), start, start, end)) {
      shape.column(Table.WINDOW_START).bind(statement, at++, bound);
    }
    bindOlder(statement, at, row);
  }

  private Instant time(Cells row, String name) {
    if (cell(row, name) instanceof Instant time) {
      return time;
    }
    throw new IllegalStateException("a session without its window: " + row);
  }

  /** Says {@code IS NULL} where a cell is null, so that the index serves; ends with AND. */
  private String same(List<String> names, Cells row) {
    return names.stream()
        .map(
            name ->
                shape.column(name).quoted()
                    + (cell(row, name) == null ? " IS NULL AND " : " = ? AND "))
        .collect(Collectors.joining());
  }

  /** Binds the first parameters; the index of the next. */
  private int bindSame(PreparedStatement statement, List<String> names, Cells row)
      throws SQLException {
    int at = 1;
    for (String name : names) {
      if (cell(row, name) != null) {
        shape.column(name).bind(statement, at++, cell(row, name));
      }
    }
    return at;
  }

  private String older(String comparison) {
    return "(%s, %s) %s (?, ?)"
        .formatted(
            shape.column(Table.GENERATION).quoted(),
            shape.column(Table.REVISION).quoted(),
            comparison);
  }

  private void bindOlder(PreparedStatement statement, int at, Cells row) throws SQLException {
    shape.column(Table.GENERATION).bind(statement, at, cell(row, Table.GENERATION));
    shape.column(Table.REVISION).bind(statement, at + 1, cell(row, Table.REVISION));
  }

  private @Nullable Object cell(Cells row, String name) {
    return row.get(rows.indexOf(name));
  }
}
