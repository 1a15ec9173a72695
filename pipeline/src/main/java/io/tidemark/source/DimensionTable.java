package io.tidemark.source;

import io.tidemark.decode.UnreadableCellException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a dimension from a table or a query of Postgres, a few thousand rows at a time. Values of
 * other types than the declared ones are taken where their text is one of the declared type: an
 * {@code inet} as a string, a {@code numeric} without a fraction as a long. A {@code timestamp}
 * without a zone is UTC.
 *
 * <p>A read sees one snapshot, and began when the transaction did, by the database's clock: what
 * was committed by then is in it. (The clock of a replica runs ahead of its rows.) With a column
 * updatedAt, a read after the first asks only for the rows that may have changed, see {@link
 * DimensionChanges}. It does not see that a row was deleted, that {@code where} no longer holds for
 * it, or that its key or validFrom is another: what was read stays. A row is ended by its validTo.
 */
final class DimensionTable implements DimensionSource {
  private static final int ROWS_AT_ONCE = 5_000;

  private final DimensionLayout layout;
  private final ConnectionSpec.Postgres database;
  private final String name;
  private final String from;
  private final List<String> conditions;
  private final DimensionText text;

  /**
   * @param where of the rows that are read, as SQL
   */
  DimensionTable(DimensionLayout layout, FromPostgres from, Optional<String> where) {
    this.layout = layout;
    this.database = from.connection();
    this.name = from.table().map(table -> "table " + table).orElse("its query");
    this.from = from(from);
    this.conditions = where.map(sql -> "(" + sql + "\n)").stream().toList();
    this.text = new DimensionText(layout);
  }

  @Override
  public Read read(@Nullable Read previous, Rows rows) throws SQLException {
    try (Connection connection = DimensionDatabase.connect(database)) {
      // Without a transaction the driver would hold all rows in memory.
      connection.setAutoCommit(false);
      try (Statement statement = statement(connection)) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        statement.execute("SET LOCAL TimeZone TO 'UTC'");
        long startedAt = startOfTransaction(statement);
        statement.setFetchSize(ROWS_AT_ONCE);
        if (layout.updatedAt() == null) {
          read(statement, select(columns(), conditions), rows);
          return new Read(startedAt, null);
        }
        DimensionChanges changes = changes(statement, quoted(layout.updatedAt()), previous);
        List<String> all = new ArrayList<>(conditions);
        if (changes.condition().isPresent()) {
          rows.onlyChanges();
          all.add(changes.condition().get());
        }
        long newest = read(statement, select(columns() + ", " + changes.number(), all), rows);
        return new Read(startedAt, changes.mark(startedAt, newest));
      }
    }
  }

  private static Statement statement(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    // What the user wrote is Postgres' SQL: braces and question marks are no JDBC's.
    statement.setEscapeProcessing(false);
    return statement;
  }

  /**
   * In ms since the epoch. {@code now()} is that of the transaction's beginning, and this first
   * query is what takes the snapshot.
   */
  private static long startOfTransaction(Statement statement) throws SQLException {
    try (ResultSet now =
        statement.executeQuery("SELECT floor(extract(epoch FROM now()) * 1000)::bigint")) {
      now.next();
      return now.getLong(1);
    }
  }

  private DimensionChanges changes(Statement statement, String updatedAt, @Nullable Read previous)
      throws SQLException {
    String type;
    try (ResultSet none = statement.executeQuery(select(updatedAt, List.of()) + " LIMIT 0")) {
      type = none.getMetaData().getColumnTypeName(1);
    }
    return DimensionChanges.after(previous, updatedAt, type)
        .orElseThrow(
            () ->
                layout.wrong(
                    "updatedAt %s is of type %s, expected timestamptz, timestamp, date or an integer"
                        .formatted(layout.updatedAt(), type)));
  }

  /** Hands on the rows, and returns the largest number in the column after theirs. */
  private long read(Statement statement, String select, Rows rows) throws SQLException {
    long newest = Long.MIN_VALUE;
    try (ResultSet result = statement.executeQuery(select)) {
      int width = layout.names().size();
      DimensionColumn[] columns = new DimensionColumn[width];
      for (int i = 0; i < width; i++) {
        columns[i] = new DimensionColumn(layout, text, i, result.getMetaData());
      }
      boolean numbered = result.getMetaData().getColumnCount() > width;
      for (long row = 1; result.next(); row++) {
        rows.add(layout.row(cells(result, columns, row)));
        if (numbered) {
          long number = result.getLong(width + 1);
          newest = result.wasNull() ? newest : Math.max(newest, number);
        }
      }
    }
    return newest;
  }

  private @Nullable Object[] cells(ResultSet result, DimensionColumn[] columns, long row)
      throws SQLException {
    @Nullable Object[] cells = new Object[columns.length];
    for (int i = 0; i < cells.length; i++) {
      try {
        cells[i] = columns[i].cell(result);
      } catch (UnreadableCellException e) {
        throw layout.wrong("row " + row, i, e.getMessage());
      }
    }
    return cells;
  }

  /**
   * Looks at its columns; the database checks the condition as well.
   *
   * @throws io.tidemark.enrich.DimensionException it lacks columns, or updatedAt tells no time
   */
  void check() throws SQLException {
    List<String> existing = new ArrayList<>();
    try (Connection connection = DimensionDatabase.connect(database);
        Statement statement = statement(connection)) {
      try (ResultSet none = statement.executeQuery(select("*", conditions) + " LIMIT 0")) {
        ResultSetMetaData columns = none.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          existing.add(columns.getColumnName(i));
        }
      }
      List<String> missing = layout.missingIn(existing);
      if (!missing.isEmpty()) {
        throw layout.lacks(name, missing, existing);
      }
      if (layout.updatedAt() != null) {
        changes(statement, quoted(layout.updatedAt()), null);
      }
    }
  }

  private static String from(FromPostgres from) {
    return from.table()
        .map(name -> Arrays.stream(name.split("\\.")).map(DimensionTable::quoted))
        .map(parts -> parts.collect(Collectors.joining(".")))
        .orElseGet(() -> "(" + from.query().orElseThrow() + "\n) AS rows_of_dimension");
  }

  private String select(String columns, List<String> conditions) {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return "SELECT " + columns + " FROM " + from + where;
  }

  private String columns() {
    return layout.names().stream().map(DimensionTable::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
