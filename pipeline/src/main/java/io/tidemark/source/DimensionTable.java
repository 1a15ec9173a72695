package io.tidemark.source;

import io.tidemark.enrich.DimensionSource;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a dimension from a table or a query of Postgres, a thousand rows at a time. Values of other
 * types than the declared ones are taken where their text is one of the declared type: an {@code
 * inet} as a string, a {@code numeric} without a fraction as a long. A {@code timestamp} without a
 * zone is UTC.
 */
final class DimensionTable implements DimensionSource {
  private static final int ROWS_AT_ONCE = 1_000;
  private static final String SECONDS_TO_WAIT = "10";

  private final DimensionLayout layout;
  private final ConnectionSpec.Postgres database;
  private final String from;
  private final DimensionText text;

  /**
   * @param where of the rows that are read, as SQL
   */
  DimensionTable(DimensionLayout layout, FromPostgres from, Optional<String> where) {
    this.layout = layout;
    this.database = from.connection();
    this.from = from(from) + where.map(sql -> " WHERE (" + sql + "\n)").orElse("");
    this.text = new DimensionText(layout);
  }

  static Connection connect(ConnectionSpec.Postgres connection) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", SECONDS_TO_WAIT);
    properties.setProperty("loginTimeout", SECONDS_TO_WAIT);
    properties.setProperty("ApplicationName", "tidemark");
    properties.putAll(connection.properties());
    properties.setProperty("user", connection.user());
    properties.setProperty("password", connection.password());
    return DriverManager.getConnection(connection.url(), properties);
  }

  @Override
  public Read read(@Nullable Read previous, Consumer<DimensionRow> rows) throws SQLException {
    long startedAt = System.currentTimeMillis();
    try (Connection connection = connect(database)) {
      connection.setReadOnly(true);
      // Without a transaction the driver would hold all rows in memory.
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(select(columns()))) {
        statement.setFetchSize(ROWS_AT_ONCE);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            rows.accept(layout.row(cells(result)));
          }
        }
      }
    }
    return new Read(startedAt, false, null);
  }

  /** The columns that are missing there and those that it has, each list in its order. */
  record Columns(List<String> missing, List<String> existing) {}

  /** Compares the columns, and lets the database check the condition as well. */
  Columns columnsOf(Connection connection) throws SQLException {
    List<String> existing = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(select("*") + " LIMIT 0");
        ResultSet result = statement.executeQuery()) {
      ResultSetMetaData columns = result.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        existing.add(columns.getColumnName(i));
      }
    }
    Set<String> missing = new LinkedHashSet<>(layout.names());
    existing.forEach(missing::remove);
    return new Columns(List.copyOf(missing), existing);
  }

  private static String from(FromPostgres from) {
    return from.table()
        .map(name -> Arrays.stream(name.split("\\.")).map(DimensionTable::quoted))
        .map(parts -> parts.collect(Collectors.joining(".")))
        .orElseGet(() -> "(" + from.query().orElseThrow() + "\n) AS rows_of_dimension");
  }

  private String select(String columns) {
    return "SELECT " + columns + " FROM " + from;
  }

  private String columns() {
    return layout.names().stream().map(DimensionTable::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private @Nullable Object[] cells(ResultSet result) throws SQLException {
    @Nullable Object[] cells = new Object[layout.names().size()];
    String where = "row " + result.getRow();
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(result, i, where);
    }
    return cells;
  }

  private @Nullable Object cell(ResultSet result, int i, String where) throws SQLException {
    String written = result.getString(i + 1);
    if (written == null) {
      return null;
    }
    return switch (layout.type(i).kind()) {
      case TIMESTAMP -> timestamp(result, i, written, where);
      case BYTES -> bytes(result, i, where);
      case BOOLEAN ->
          result.getMetaData().getColumnType(i + 1) == Types.BIT
              ? result.getBoolean(i + 1)
              : text.cell(i, written, where);
      case ARRAY -> throw layout.wrong(where, i, "cannot be an array, expected a single value");
      default -> text.cell(i, written, where);
    };
  }

  private byte[] bytes(ResultSet result, int i, String where) throws SQLException {
    if (result.getMetaData().getColumnType(i + 1) != Types.BINARY) {
      throw layout.wrong(where, i, "is no bytea, expected " + Type.BYTES);
    }
    return result.getBytes(i + 1);
  }

  private Object timestamp(ResultSet result, int i, String written, String where)
      throws SQLException {
    return switch (result.getMetaData().getColumnTypeName(i + 1)) {
      case "timestamptz" -> finite(written, i, where, result).toInstant();
      case "timestamp" -> result.getObject(i + 1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
      case "date" ->
          result.getObject(i + 1, LocalDate.class).atStartOfDay(ZoneOffset.UTC).toInstant();
      default -> text.cell(i, written, where);
    };
  }

  private OffsetDateTime finite(String written, int i, String where, ResultSet result)
      throws SQLException {
    if (written.endsWith("infinity")) {
      throw layout.wrong(where, i, "is " + written + ", expected a time or NULL for none");
    }
    return result.getObject(i + 1, OffsetDateTime.class);
  }
}
