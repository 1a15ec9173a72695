package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PDone;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows in a table of a Postgres database (15 or newer), one row an identity: of a windowed view the
 * newest pane of each (key, window), of the others one row an event or position.
 *
 * <p>Guarantee in streaming: exactly once in effect. A row replaces the one of its identity unless
 * that is newer by (generation, revision, pane), so rows may come again and out of order; a
 * retracted pane deletes the row unless that is newer. (A row that comes after its own retraction
 * is written again: runners that keep no order between panes of one key, as Direct, may do that.)
 * In batch: exactly once. Rows wait in a stage; {@link #publish} puts them in the place of the
 * slice's rows in one transaction, and keeps the generation of what they replace.
 *
 * <p>Rows are written in one transaction a bundle, or per {@code batchSize} rows. Failures that may
 * pass are retried for about a minute, then the bundle fails.
 */
public final class WriteToPostgres implements Sink {
  private static final int CHECK_SECONDS = 10;
  private static final int WRITE_SECONDS = 120;

  private final SinkSpec.Postgres spec;
  private final Table table;

  private WriteToPostgres(SinkSpec.Postgres spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  static WriteToPostgres of(SinkSpec.Postgres spec, Table table) throws SpecException {
    for (String column : spec.columns().keySet()) {
      if (!table.schema().has(column)) {
        throw SpecException.at(
            spec.place(),
            "columns: names "
                + column
                + ", expected one of "
                + String.join(", ", table.schema().names()));
      }
    }
    PostgresTable shape = PostgresTable.of(spec, table);
    if (shape.columnTypes().size() < shape.columns().size()) {
      throw SpecException.at(spec.place(), "columns: gives two columns the same name");
    }
    return new WriteToPostgres(spec, table);
  }

  @Override
  public void check() throws SpecException, UnreachableException {
    Optional<String> difference = launch(CHECK_SECONDS, layout()::difference);
    if (difference.isPresent()) {
      throw SpecException.at(spec.place(), difference.get());
    }
  }

  @Override
  public void create() throws SpecException, UnreachableException {
    launch(WRITE_SECONDS, layout()::create);
  }

  @Override
  public void stage() throws SpecException, UnreachableException {
    launch(WRITE_SECONDS, layout()::stage);
  }

  @Override
  public void publish(Slice slice) throws UnreachableException {
    // How long the slice's delete takes is for the database to say.
    try (PostgresConnection connection = new PostgresConnection(spec.connection(), 0)) {
      connection.retrying(open -> layout().publish(open, slice));
    } catch (SQLException e) {
      if (PostgresConnection.mayPass(e)) {
        throw PostgresConnection.unreachable(spec.connection(), e);
      }
      throw new IllegalStateException("publishing " + table.output() + ": " + e.getMessage(), e);
    }
  }

  private PostgresLayout layout() {
    return new PostgresLayout(spec, table);
  }

  private <T> T launch(int answerSeconds, PostgresConnection.Work<T> work)
      throws SpecException, UnreachableException {
    try (PostgresConnection connection = new PostgresConnection(spec.connection(), answerSeconds)) {
      return connection.once(work);
    } catch (SQLException e) {
      throw PostgresConnection.refusal(spec.connection(), e, spec.place());
    }
  }

  @Override
  public PTransform<PCollection<Cells>, PDone> write() {
    return new WriteRows(spec, table);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, PDone> {
    private final SinkSpec.Postgres spec;
    private final Table table;

    WriteRows(SinkSpec.Postgres spec, Table table) {
      this.spec = spec;
      this.table = table;
    }

    @Override
    public PDone expand(PCollection<Cells> rows) {
      boolean staged = rows.isBounded() == IsBounded.BOUNDED;
      rows.apply("UpsertRows", ParDo.of(new UpsertFn(spec, table, staged)));
      return PDone.in(rows.getPipeline());
    }
  }

  /** Keeps the newest row of each identity, and writes them in one transaction. */
  private static final class UpsertFn extends DoFn<Cells, Void> {
    private final ConnectionSpec.Postgres server;
    private final PostgresTable shape;
    private final String into;
    private final int batchSize;
    private final int[] identity;
    private final RowAge age;
    private transient Map<Cells, Cells> pending;
    private transient @Nullable PostgresConnection connection;

    UpsertFn(SinkSpec.Postgres spec, Table table, boolean staged) {
      this.server = spec.connection();
      this.shape = PostgresTable.of(spec, table);
      this.into = staged ? shape.stageName() : shape.name();
      this.batchSize = spec.batchSize();
      this.identity = table.identity().stream().mapToInt(table.schema()::indexOf).toArray();
      this.age = RowAge.of(table);
      this.pending = new LinkedHashMap<>();
    }

    @StartBundle
    public void start() {
      pending = new LinkedHashMap<>();
    }

    @ProcessElement
    public void process(@Element Cells row) throws SQLException {
      pending.merge(row.select(identity), row, age::newer);
      if (pending.size() >= batchSize) {
        flush();
      }
    }

    @FinishBundle
    public void flush() throws SQLException {
      if (pending.isEmpty()) {
        return;
      }
      PostgresConnection open = connection;
      if (open == null) {
        open = new PostgresConnection(server, WRITE_SECONDS);
        connection = open;
      }
      open.retrying(this::write);
      pending.clear();
    }

    private @Nullable Void write(Connection open) throws SQLException {
      try (PreparedStatement upsert = open.prepareStatement(shape.upsert(into))) {
        for (Map.Entry<Cells, Cells> row : pending.entrySet()) {
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

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() {
      PostgresConnection open = connection;
      if (open != null) {
        open.close();
      }
    }
  }
}
