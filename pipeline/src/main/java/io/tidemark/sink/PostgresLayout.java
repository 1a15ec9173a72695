package io.tidemark.sink;

import io.tidemark.spec.SinkSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a Postgres sink does at launch and at the end of a batch run, each method inside one
 * transaction: compares its table with what is there, creates it, stages, publishes.
 */
final class PostgresLayout {
  private static final int OLDEST_VERSION = 15;

  private final Table table;
  private final PostgresTable shape;
  private final Optional<String> schema;

  PostgresLayout(SinkSpec.Postgres spec, Table table) {
    this.table = table;
    this.shape = PostgresTable.of(spec, table);
    this.schema = spec.schema();
  }

  /** What stands against writing there, for people; empty: nothing. */
  Optional<String> difference(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_VERSION) {
      return Optional.of(
          "Postgres " + version + " is too old: " + OLDEST_VERSION + " or newer is needed");
    }
    if (!exists(connection, shape.name())) {
      return Optional.empty();
    }
    Map<String, String> found = new LinkedHashMap<>();
    Set<String> refuseNull = new HashSet<>();
    readColumns(connection, found, refuseNull);
    for (PostgresColumn column : shape.columns()) {
      boolean named = shape.identityColumns().contains(column.name());
      found.computeIfPresent(
          column.name(), (name, type) -> column.takes(type, named) ? column.sqlType() : type);
    }
    List<String> differences =
        new ArrayList<>(ColumnDifferences.between(shape.columnTypes(), found));
    for (PostgresColumn column : shape.columns()) {
      if (column.mayBeNull() && refuseNull.contains(column.name())) {
        differences.add("column " + column.name() + " is NOT NULL (expected one that takes null)");
      }
    }
    if (differences.isEmpty()) {
      return narrowerIndex(connection).map(this::otherIdentity);
    }
    return Optional.of(
        "Postgres table "
            + shape.name()
            + " has other columns than "
            + table.output()
            + " writes: "
            + String.join("; ", differences)
            + "; name another table, or drop this one");
  }

  private String otherIdentity(List<String> index) {
    return "Postgres table %s is unique by %s, and %s writes rows that are unique only by %s; name another table, or drop this one"
        .formatted(
            shape.name(),
            String.join(", ", index),
            table.output(),
            String.join(", ", shape.identityColumns()));
  }

  private void readColumns(Connection connection, Map<String, String> types, Set<String> refuseNull)
      throws SQLException {
    String sql =
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
            + " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, shape.name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), rows.getString(2));
          if (rows.getBoolean(3)) {
            refuseNull.add(rows.getString(1));
          }
        }
      }
    }
  }

  /** Creates schema, table and unique index as far as they are missing. */
  @Nullable Void create(Connection connection) throws SQLException {
    if (schema.isPresent()) {
      String quoted = PostgresColumn.quote(schema.get());
      if (!isThere(connection, "SELECT to_regnamespace(?) IS NOT NULL", quoted)) {
        run(connection, "CREATE SCHEMA IF NOT EXISTS " + quoted);
      }
    }
    if (!exists(connection, shape.name())) {
      run(connection, shape.createTable());
    }
    if (!hasIdentityIndex(connection)) {
      run(connection, shape.createIdentityIndex());
    }
    return null;
  }

  private boolean hasIdentityIndex(Connection connection) throws SQLException {
    String fits = " AND i.indnullsnotdistinct AND i.indisvalid AND i.indimmediate";
    Set<String> identity = new HashSet<>(shape.identityColumns());
    return uniqueIndexes(connection, fits).stream().anyMatch(i -> identity.equals(Set.copyOf(i)));
  }

  /** A unique index that takes two rows for one: on some of the columns that name a row. */
  private Optional<List<String>> narrowerIndex(Connection connection) throws SQLException {
    Set<String> identity = new HashSet<>(shape.identityColumns());
    return uniqueIndexes(connection, "").stream()
        .filter(index -> index.size() < identity.size() && identity.containsAll(index))
        .findFirst();
  }

  private List<List<String>> uniqueIndexes(Connection connection, String condition)
      throws SQLException {
    String sql =
        "SELECT ARRAY(SELECT attname::text FROM pg_attribute a"
            + " WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) ORDER BY a.attnum)"
            + " FROM pg_index i WHERE i.indrelid = to_regclass(?) AND i.indisunique"
            + " AND i.indpred IS NULL AND i.indexprs IS NULL"
            + condition;
    List<List<String>> indexes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, shape.name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          indexes.add(List.of((String[]) rows.getArray(1).getArray()));
        }
      }
    }
    return indexes;
  }

  /** Makes an empty stage, in the place of one that was left. */
  @Nullable Void stage(Connection connection) throws SQLException {
    for (String sql : shape.createStage()) {
      run(connection, sql);
    }
    for (String key : foreignKeys(connection)) {
      run(connection, "ALTER TABLE " + shape.stageName() + " ADD " + key);
    }
    return null;
  }

  /** Those to other tables, which {@code LIKE} leaves out. */
  private List<String> foreignKeys(Connection connection) throws SQLException {
    String sql =
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
            + " AND conrelid = to_regclass(?) AND confrelid <> conrelid";
    List<String> keys = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, shape.name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getString(1));
        }
      }
    }
    return keys;
  }

  /** Replaces the slice; where there is no stage it was published before. */
  @Nullable Void publish(Connection connection, Slice slice) throws SQLException {
    if (!exists(connection, shape.stageName())) {
      return null;
    }
    Optional<Long> generation =
        table.timeColumn().isPresent()
            ? deleteSlice(connection, table.timeColumn().get(), slice)
            : Optional.empty();
    try (PreparedStatement insert = connection.prepareStatement(shape.insertStaged())) {
      if (table.panes()) {
        if (generation.isPresent()) {
          insert.setLong(1, generation.get());
        } else {
          insert.setNull(1, Types.BIGINT);
        }
      }
      insert.executeUpdate();
    }
    run(connection, "DROP TABLE " + shape.stageName());
    return null;
  }

  private Optional<Long> deleteSlice(Connection connection, String timeColumn, Slice slice)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(shape.deleteSlice(timeColumn))) {
      delete.setObject(1, OffsetDateTime.ofInstant(slice.from(), ZoneOffset.UTC));
      delete.setObject(2, OffsetDateTime.ofInstant(slice.to(), ZoneOffset.UTC));
      try (ResultSet highest = delete.executeQuery()) {
        highest.next();
        long generation = highest.getLong(1);
        return highest.wasNull() ? Optional.empty() : Optional.of(generation);
      }
    }
  }

  static boolean exists(Connection connection, String quotedName) throws SQLException {
    return isThere(connection, "SELECT to_regclass(?) IS NOT NULL", quotedName);
  }

  private static boolean isThere(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet answer = query.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
