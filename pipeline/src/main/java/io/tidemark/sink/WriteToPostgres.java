package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Rows in a table of a Postgres database (15 or newer), one row an identity: of a windowed view the
 * newest pane of each (key, window), of the others one row an event or position.
 *
 * <p>Guarantee in streaming: exactly once in effect. A row replaces the one of its identity unless
 * that is newer by (generation, revision, pane), so rows may come again and out of order; a
 * retracted pane deletes the row unless that is newer, and what was retracted stays away, see
 * {@link WriteWithdrawable}. In batch: exactly once. Rows wait in a stage; {@link #publish} puts
 * them in the place of the slice's rows in one transaction, and keeps the generation of what they
 * replace.
 *
 * <p>Rows are written in one transaction a bundle, or per {@code batchSize} rows; a row that the
 * database refuses comes out alone, the rest of its batch is written. While the database is away a
 * stream waits, as long as it takes, and a batch run some minutes. All sinks of a worker share the
 * connections to one database.
 *
 * <p>A table that exists may be wider than one that is made: text may be varchar or JSON there, see
 * {@link PostgresColumn#takes}. What it refuses across rows that other runs wrote, such as a second
 * unique column, fails the publishing of a batch run, and changes nothing.
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
      PostgresPatience.ofBatch()
          .retrying(
              spec.connection(), () -> connection.once(open -> layout().publish(open, slice)));
    } catch (SQLException e) {
      if (PostgresFailure.mayPass(e)) {
        throw PostgresFailure.unreachable(spec.connection(), e);
      }
      throw PostgresFailure.ofRun(spec.connection(), "publishing " + table.output(), e);
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
      throw PostgresFailure.refusal(spec.connection(), e, spec.place());
    }
  }

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(spec, table);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final SinkSpec.Postgres spec;
    private final Table table;

    WriteRows(SinkSpec.Postgres spec, Table table) {
      this.spec = spec;
      this.table = table;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      boolean staged = rows.isBounded() == IsBounded.BOUNDED;
      PostgresBatch batch =
          staged ? PostgresBatch.staged(spec, table) : PostgresBatch.live(spec, table);
      PCollection<RejectedRow> rejected =
          !staged && table.withdrawable().isPresent()
              ? rows.apply("WriteByShard", WriteWithdrawable.of(table, batch))
              : rows.apply("UpsertRows", ParDo.of(new UpsertFn(batch)));
      return WrittenRows.except(rejected.setCoder(RejectedRowCoder.of(table.schema())));
    }
  }

  private static final class UpsertFn extends DoFn<Cells, RejectedRow> {
    private final PostgresBatch batch;
    private transient @Nullable Instant last;

    UpsertFn(PostgresBatch batch) {
      this.batch = batch;
    }

    @StartBundle
    public void start() {
      batch.start();
    }

    @ProcessElement
    public void process(
        @Element Cells row, @Timestamp Instant time, OutputReceiver<RejectedRow> rejected) {
      batch.add(row, rejected::output);
      last = time;
    }

    @FinishBundle
    public void flush(FinishBundleContext rejected) {
      batch.flush(row -> rejected.output(row, last, GlobalWindow.INSTANCE));
    }

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() {
      batch.close();
    }
  }
}
