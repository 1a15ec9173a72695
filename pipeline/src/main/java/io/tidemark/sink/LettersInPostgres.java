package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Dead letters in a Postgres table. Those that are taken are copied to a table beside it; in one
 * transaction they are removed, and what failed again comes in their place.
 */
final class LettersInPostgres implements StoredLetters {
  private static final int ANSWER_SECONDS = 120;

  private final SinkSpec.Postgres spec;
  private final Table table;
  private final LetterChoice choice;
  private final PostgresTable shape;
  private final String taken;

  LettersInPostgres(SinkSpec.Postgres spec, Table table, LetterChoice choice) {
    this.spec = spec;
    this.table = table;
    this.choice = choice;
    this.shape = PostgresTable.of(spec, table);
    this.taken = shape.replayName();
  }

  @Override
  public long take() throws SpecException, UnreachableException {
    try (PostgresConnection connection =
        new PostgresConnection(spec.connection(), ANSWER_SECONDS)) {
      return connection.once(this::copy);
    } catch (SQLException e) {
      throw PostgresFailure.refusal(spec.connection(), e, spec.place());
    }
  }

  private long copy(Connection open) throws SQLException {
    run(open, "DROP TABLE IF EXISTS " + taken);
    run(open, "CREATE UNLOGGED TABLE " + taken + " (LIKE " + shape.name() + ")");
    List<String> conditions = new ArrayList<>(List.of("true"));
    List<Object> values = new ArrayList<>();
    condition("reason", "=", choice.reason(), conditions, values);
    condition("arrived_at", ">=", offset(choice.from()), conditions, values);
    condition("arrived_at", "<", offset(choice.to()), conditions, values);
    String sql =
        "INSERT INTO "
            + taken
            + " SELECT * FROM "
            + shape.name()
            + " WHERE "
            + String.join(" AND ", conditions);
    try (PreparedStatement insert = open.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        insert.setObject(i + 1, values.get(i));
      }
      return insert.executeLargeUpdate();
    }
  }

  private void condition(
      String column,
      String comparison,
      @Nullable Object value,
      List<String> conditions,
      List<Object> values) {
    if (value != null) {
      conditions.add(shape.column(column).quoted() + " " + comparison + " ?");
      values.add(value);
    }
  }

  private static @Nullable OffsetDateTime offset(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  @Override
  public PTransform<PBegin, PCollection<Cells>> read() {
    return new ReadRows(spec.connection(), shape, taken, CellsCoder.of(table.schema()));
  }

  @Override
  public void settle() throws UnreachableException {
    try (PostgresConnection connection = new PostgresConnection(spec.connection(), 0)) {
      PostgresPatience.ofBatch().retrying(spec.connection(), () -> connection.once(this::settle));
    } catch (SQLException e) {
      if (PostgresFailure.mayPass(e)) {
        throw PostgresFailure.unreachable(spec.connection(), e);
      }
      throw PostgresFailure.ofRun(spec.connection(), "removing the replayed dead letters", e);
    }
  }

  /** Where there is no copy they were removed before. */
  private @Nullable Void settle(Connection open) throws SQLException {
    PostgresLayout layout = new PostgresLayout(spec, table);
    if (PostgresLayout.exists(open, taken)) {
      String same =
          shape.identityColumns().stream()
              .map(PostgresColumn::quote)
              .map(column -> "t." + column + " = gone." + column)
              .collect(Collectors.joining(" AND "));
      run(open, "DELETE FROM " + shape.name() + " t USING " + taken + " gone WHERE " + same);
      run(open, "DROP TABLE " + taken);
    }
    return layout.publish(open, NO_SLICE);
  }

  private static final Slice NO_SLICE = new Slice(Instant.EPOCH, Instant.EPOCH);

  private static void run(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private static final class ReadRows extends PTransform<PBegin, PCollection<Cells>> {
    private final ReadFn read;
    private final String from;
    private final CellsCoder coder;

    ReadRows(ConnectionSpec.Postgres server, PostgresTable shape, String from, CellsCoder coder) {
      this.read = new ReadFn(server, shape);
      this.from = from;
      this.coder = coder;
    }

    @Override
    public PCollection<Cells> expand(PBegin input) {
      return input
          .apply("NameTable", Create.of(from))
          .apply("ReadRows", ParDo.of(read))
          .setCoder(coder)
          .apply("Spread", Reshuffle.viaRandomKey());
    }
  }

  private static final class ReadFn extends DoFn<String, Cells> {
    private static final int FETCH = 1000;

    private final ConnectionSpec.Postgres server;
    private final PostgresTable shape;

    ReadFn(ConnectionSpec.Postgres server, PostgresTable shape) {
      this.server = server;
      this.shape = shape;
    }

    @ProcessElement
    public void read(@Element String from, OutputReceiver<Cells> rows) throws SQLException {
      try (PostgresConnection connection = new PostgresConnection(server, ANSWER_SECONDS)) {
        connection.once(open -> read(open, from, rows));
      }
    }

    private @Nullable Void read(Connection open, String from, OutputReceiver<Cells> rows)
        throws SQLException {
      List<PostgresColumn> columns = shape.columns();
      String names = columns.stream().map(PostgresColumn::quoted).collect(Collectors.joining(", "));
      try (PreparedStatement query = open.prepareStatement("SELECT " + names + " FROM " + from)) {
        query.setFetchSize(FETCH);
        try (ResultSet found = query.executeQuery()) {
          while (found.next()) {
            @Nullable Object[] cells = new Object[columns.size()];
            for (int i = 0; i < cells.length; i++) {
              cells[i] = cell(found, i + 1, columns.get(i).field().type());
            }
            rows.output(Cells.of(cells));
          }
        }
      }
      return null;
    }

    /** A dead letter has text, one number and times. */
    private static @Nullable Object cell(ResultSet row, int at, Type type) throws SQLException {
      if (type.equals(Type.TIMESTAMP)) {
        OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
      }
      return type.equals(Type.LONG) ? (Object) row.getLong(at) : row.getString(at);
    }
  }
}
