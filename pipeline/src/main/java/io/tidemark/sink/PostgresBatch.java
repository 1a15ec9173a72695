package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of a bundle on their way into one table: of each identity the newest, written in one
 * transaction a bundle, or per {@code batchSize} rows. Failures that may pass are retried for about
 * a minute.
 */
final class PostgresBatch implements Serializable {
  private static final int WRITE_SECONDS = 120;

  private final ConnectionSpec.Postgres server;
  private final PostgresTable shape;
  private final String into;
  private final int batchSize;
  private final int[] identity;
  private final PaneAge age;
  private transient @Nullable Map<Cells, Cells> pending;
  private transient @Nullable PostgresConnection connection;

  /** For rows of {@code table}; with {@code staged} into the stage that a batch run publishes. */
  PostgresBatch(SinkSpec.Postgres spec, Table table, boolean staged) {
    this.server = spec.connection();
    this.shape = PostgresTable.of(spec, table);
    this.into = staged ? shape.stageName() : shape.name();
    this.batchSize = spec.batchSize();
    this.identity = table.identity().stream().mapToInt(table.schema()::indexOf).toArray();
    this.age = PaneAge.of(table);
  }

  /** Begins a bundle: what one that failed left is forgotten. */
  void start() {
    pending = new LinkedHashMap<>();
  }

  /** Adds a row; a RETRACTED one deletes the row of its identity unless that is newer. */
  void add(Cells row, Consumer<RejectedRow> rejected) throws SQLException {
    Map<Cells, Cells> rows = pending();
    rows.merge(row.select(identity), row, age::newer);
    if (rows.size() >= batchSize) {
      flush(rejected);
    }
  }

  private Map<Cells, Cells> pending() {
    Map<Cells, Cells> rows = pending;
    if (rows == null) {
      rows = new LinkedHashMap<>();
      pending = rows;
    }
    return rows;
  }

  /** Writes what was added; rows may be written again after a failure. */
  void flush(Consumer<RejectedRow> rejected) throws SQLException {
    if (pending().isEmpty()) {
      return;
    }
    PostgresConnection open = connection;
    if (open == null) {
      open = new PostgresConnection(server, WRITE_SECONDS);
      connection = open;
    }
    open.retrying(this::write);
    pending().clear();
  }

  private @Nullable Void write(Connection open) throws SQLException {
    try (PreparedStatement upsert = open.prepareStatement(shape.upsert(into))) {
      for (Map.Entry<Cells, Cells> row : pending().entrySet()) {
        if (age.retracted(row.getValue())) {
          delete(open, row.getKey(), row.getValue());
        } else {
          shape.bindUpsert(upsert, row.getValue());
          upsert.addBatch();
        }
      }
      upsert.executeBatch();
    }
    return null;
  }

  private void delete(Connection open, Cells key, Cells row) throws SQLException {
    try (PreparedStatement delete = open.prepareStatement(shape.delete(into, key))) {
      shape.bindDelete(delete, key, row);
      delete.executeUpdate();
    }
  }

  void close() {
    PostgresConnection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
