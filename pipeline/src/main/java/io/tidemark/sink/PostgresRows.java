package io.tidemark.sink;

import io.tidemark.model.Cells;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.PGConnection;

/** Rows of different identities as statements on one table, inside one transaction. */
final class PostgresRows implements Serializable {
  private final PostgresTable shape;
  private final String into;
  private final PostgresDeletes deletes;
  private final PaneAge age;

  /** For rows of {@code table}, into {@code into}: its own name, or its stage's. */
  PostgresRows(PostgresTable shape, Table table, String into) {
    this.shape = shape;
    this.deletes = new PostgresDeletes(shape, table);
    this.into = into;
    this.age = PaneAge.of(table);
  }

  /** How a row's cells are bound to a statement. */
  private interface Binding {
    void bind(PreparedStatement statement, Cells row) throws SQLException;
  }

  /**
   * Upserts the rows; a RETRACTED one deletes. The row of a session deletes those that it has
   * swallowed, too: an attempt before a crash may have written one that no retraction names now.
   */
  @Nullable Void write(Connection open, List<Cells> rows) throws SQLException {
    List<Cells> retracted = rows.stream().filter(age::retracted).toList();
    List<Cells> standing = rows.stream().filter(row -> !age.retracted(row)).toList();
    inBatches(open, retracted, row -> deletes.withdrawn(into, row), deletes::bindWithdrawn);
    inBatches(open, standing, row -> shape.upsert(into), shape::bindUpsert);
    if (deletes.ofSessions()) {
      inBatches(open, standing, row -> deletes.swallowed(into, row), deletes::bindSwallowed);
    }
    return null;
  }

  private static void inBatches(
      Connection open, List<Cells> rows, Function<Cells, String> sql, Binding binding)
      throws SQLException {
    Map<String, List<Cells>> bySql = rows.stream().collect(Collectors.groupingBy(sql));
    for (Map.Entry<String, List<Cells>> batch : bySql.entrySet()) {
      try (PreparedStatement statement = open.prepareStatement(batch.getKey())) {
        for (Cells row : batch.getValue()) {
          binding.bind(statement, row);
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }
  }

  /** Appends the rows, of which none may be RETRACTED, or there already. */
  @Nullable Void copy(Connection open, List<Cells> rows) throws SQLException {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> shape.appendCopied(lines, row));
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    try {
      open.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(shape.copy(into), new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Reading an array does not fail.
    }
    return null;
  }
}
