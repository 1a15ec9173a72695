package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The ledger's counts in the table {@code ledger} of a Postgres schema, which pipelines may share.
 *
 * <p>A row holds the whole counts of a cell in one run. Guarantee in streaming: exact. A row
 * replaces the one of its cell unless that has a higher generation or counts more, so rows may come
 * again and out of order. In batch: exactly once. All rows of the run are put in the place of those
 * that it wrote before, and of no others, in one transaction within the pipeline.
 */
public final class WriteLedger implements Sink {
  /** The columns of a row; those after {@code generation} are counts. */
  private static final Schema ROW =
      Schema.of(
          Field.required("pipeline", Type.STRING),
          Field.required("run", Type.STRING),
          Field.required("view", Type.STRING),
          Field.nullable("minute", Type.TIMESTAMP),
          Field.required("epoch", Type.LONG),
          Field.required(Table.GENERATION, Type.LONG),
          Field.required("arrivals", Type.LONG),
          Field.required("dead_letters", Type.LONG),
          Field.required("duplicates", Type.LONG),
          Field.required("kept", Type.LONG),
          Field.required("filtered", Type.LONG),
          Field.required("accepted", Type.LONG),
          Field.required("too_late", Type.LONG));

  static final String TABLE = "ledger";
  private static final int BATCH = 1_000;

  private final WriteToPostgres rows;
  private final SinkSpec.Postgres spec;
  private final String pipeline;
  private final String run;

  private WriteLedger(WriteToPostgres rows, SinkSpec.Postgres spec, String pipeline, String run) {
    this.rows = rows;
    this.spec = spec;
    this.pipeline = pipeline;
    this.run = run;
  }

  /**
   * Asks no system.
   *
   * @param pipeline the pipeline's name, which every row bears
   * @param run what names the run among the pipeline's, likewise
   */
  public static WriteLedger of(LedgerSpec ledger, String pipeline, String run)
      throws SpecException {
    SinkSpec.Postgres spec = sinkOf(ledger);
    return new WriteLedger(WriteToPostgres.of(spec, table()), spec, pipeline, run);
  }

  static SinkSpec.Postgres sinkOf(LedgerSpec ledger) {
    return new SinkSpec.Postgres(
        ledger.connection(), TABLE, Optional.of(ledger.schema()), BATCH, Map.of(), ledger.place());
  }

  /** The shape of its rows. */
  public static Table table() {
    return new Table(
        TABLE,
        Table.Kind.LEDGER,
        ROW,
        List.of("pipeline", "run", "view", "minute", "epoch"),
        List.of(),
        Optional.empty());
  }

  @Override
  public void check() throws SpecException, UnreachableException {
    rows.check();
  }

  @Override
  public void create() throws SpecException, UnreachableException {
    rows.create();
  }

  /** Nothing: the rows are replaced within the pipeline. */
  @Override
  public void stage() {}

  /** Nothing: the rows were replaced within the pipeline. */
  @Override
  public void publish(Slice slice) {}

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(this);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final WriteLedger ledger;

    WriteRows(WriteLedger ledger) {
      this.ledger = ledger;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      if (rows.isBounded() == IsBounded.UNBOUNDED) {
        return rows.apply("Upsert", ledger.rows.write());
      }
      PCollectionView<Iterable<Cells>> all = rows.apply("AllRows", View.asIterable());
      rows.getPipeline()
          .apply("Run", Create.of(ledger.run))
          .apply(
              "ReplaceRun",
              ParDo.of(new ReplaceFn(ledger.spec, ledger.pipeline, all)).withSideInputs(all));
      return WrittenRows.all(rows.getPipeline());
    }
  }

  /** Replaces the rows of the run that an element names, in one transaction. */
  private static final class ReplaceFn extends DoFn<String, Void> {
    private final ConnectionSpec.Postgres server;
    private final PostgresTable shape;
    private final String pipeline;
    private final PCollectionView<Iterable<Cells>> rows;

    ReplaceFn(SinkSpec.Postgres spec, String pipeline, PCollectionView<Iterable<Cells>> rows) {
      this.server = spec.connection();
      this.shape = PostgresTable.of(spec, table());
      this.pipeline = pipeline;
      this.rows = rows;
    }

    @ProcessElement
    public void replace(ProcessContext context) {
      try (PostgresPool pool = PostgresPool.open(server)) {
        PostgresPatience.ofBatch()
            .retrying(
                server,
                () ->
                    pool.once(
                        open -> {
                          delete(open, context.element());
                          return insert(open, context.sideInput(rows));
                        }));
      } catch (SQLException e) {
        throw PostgresFailure.ofRun(server, "writing the ledger", e);
      }
    }

    private void delete(Connection open, String run) throws SQLException {
      String sql = "DELETE FROM " + shape.name() + " WHERE pipeline = ? AND run = ?";
      try (PreparedStatement delete = open.prepareStatement(sql)) {
        delete.setString(1, pipeline);
        delete.setString(2, run);
        delete.executeUpdate();
      }
    }

    private @Nullable Void insert(Connection open, Iterable<Cells> rows) throws SQLException {
      try (PreparedStatement insert = open.prepareStatement(shape.upsert(shape.name()))) {
        int waiting = 0;
        for (Cells row : rows) {
          shape.bindUpsert(insert, row);
          insert.addBatch();
          if (++waiting % BATCH == 0) {
            insert.executeBatch();
          }
        }
        insert.executeBatch();
      }
      return null;
    }
  }
}
