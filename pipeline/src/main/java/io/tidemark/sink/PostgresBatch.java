package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of a bundle on their way into one table: of each identity the newest, written in one
 * transaction a bundle, or per {@code batchSize} rows. While the database is away it waits, see
 * {@link PostgresPatience}.
 *
 * <p>When the database refuses a transaction for what is in its rows, each half is tried by itself,
 * and so on, until each row that it refuses stands alone: that costs only where one is refused.
 */
final class PostgresBatch implements Serializable {
  /** A stage takes more at a time: nobody waits for what is in it. */
  private static final int STAGED_ROWS = 10_000;

  private final ConnectionSpec.Postgres server;
  private final String output;
  private final boolean staged;
  private final PostgresPatience patience;
  private final PostgresRows statements;
  private final int batchSize;
  private final int[] identity;
  private final PaneAge age;
  private transient @Nullable Map<Cells, Cells> pending;
  private transient @Nullable PostgresPool pool;

  private PostgresBatch(
      SinkSpec.Postgres spec, Table table, boolean staged, PostgresPatience patience) {
    PostgresTable shape = PostgresTable.of(spec, table);
    this.server = spec.connection();
    this.output = table.output();
    this.staged = staged;
    this.patience = patience;
    this.statements = new PostgresRows(shape, table, staged ? shape.stageName() : shape.name());
    this.batchSize = staged ? Math.max(STAGED_ROWS, spec.batchSize()) : spec.batchSize();
    this.identity = table.identity().stream().mapToInt(table.schema()::indexOf).toArray();
    this.age = PaneAge.of(table);
  }

  /** For streamed rows of {@code table}, which readers see at once. */
  static PostgresBatch live(SinkSpec.Postgres spec, Table table) {
    return new PostgresBatch(spec, table, false, PostgresPatience.endless());
  }

  /** For rows of {@code table} into the stage that a batch run publishes. */
  static PostgresBatch staged(SinkSpec.Postgres spec, Table table) {
    return new PostgresBatch(spec, table, true, PostgresPatience.ofBatch());
  }

  /** Begins a bundle: what one that failed left is forgotten. */
  void start() {
    pending = new LinkedHashMap<>();
  }

  /** Adds a row; a RETRACTED one deletes the row of its identity unless that is newer. */
  void add(Cells row, Consumer<RejectedRow> rejected) {
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
  void flush(Consumer<RejectedRow> rejected) {
    List<Cells> rows = List.copyOf(pending().values());
    if (rows.isEmpty()) {
      return;
    }
    if (!staged || !isCopied(rows)) {
      write(rows, rejected);
    }
    pending().clear();
  }

  /** False: a row is refused, perhaps because an attempt that failed left it there. */
  private boolean isCopied(List<Cells> rows) {
    try {
      inTransaction(open -> statements.copy(open, rows));
      return true;
    } catch (SQLException e) {
      if (PostgresFailure.isOfRows(e)) {
        return false;
      }
      throw failed(e);
    }
  }

  private void write(List<Cells> rows, Consumer<RejectedRow> rejected) {
    try {
      inTransaction(open -> statements.write(open, rows));
    } catch (SQLException e) {
      if (!PostgresFailure.isOfRows(e)) {
        throw failed(e);
      }
      if (rows.size() == 1) {
        rejected.accept(new RejectedRow(rows.get(0), PostgresFailure.firstLine(e)));
        return;
      }
      int half = rows.size() / 2;
      write(rows.subList(0, half), rejected);
      write(rows.subList(half, rows.size()), rejected);
    }
  }

  private void inTransaction(PostgresConnection.Work<@Nullable Void> work) throws SQLException {
    PostgresPool shared = pool;
    if (shared == null) {
      shared = PostgresPool.open(server);
      pool = shared;
    }
    PostgresPool open = shared;
    patience.retrying(server, () -> open.once(work));
  }

  private IllegalStateException failed(SQLException e) {
    return PostgresFailure.ofRun(server, "writing " + output, e);
  }

  void close() {
    PostgresPool open = pool;
    pool = null;
    if (open != null) {
      open.close();
    }
  }
}
