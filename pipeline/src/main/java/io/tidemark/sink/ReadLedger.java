package io.tidemark.sink;

import io.tidemark.model.LedgerCounts;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads the sums of a pipeline's ledger, as {@link WriteLedger} wrote it. */
public final class ReadLedger {
  private static final int ANSWER_SECONDS = 60;

  private final LedgerSpec spec;
  private final String pipeline;

  private ReadLedger(LedgerSpec spec, String pipeline) {
    this.spec = spec;
    this.pipeline = pipeline;
  }

  public static ReadLedger of(LedgerSpec spec, String pipeline) {
    return new ReadLedger(spec, pipeline);
  }

  /**
   * The sums of each run and view, the runs by name, in a run the pipeline itself first.
   *
   * @return empty: there is no such table yet
   * @throws SpecException the table has other columns, or the server refuses the query
   * @throws UnreachableException the server does not answer
   */
  public Optional<List<Sum>> sums() throws SpecException, UnreachableException {
    return read("NULL::timestamptz", "");
  }

  /** Likewise, of each minute of event time; arrivals without one come last. */
  public Optional<List<Sum>> sumsByMinute() throws SpecException, UnreachableException {
    return read("minute", ", minute");
  }

  private Optional<List<Sum>> read(String minute, String grouping)
      throws SpecException, UnreachableException {
    SinkSpec.Postgres sink = WriteLedger.sinkOf(spec);
    WriteToPostgres.of(sink, WriteLedger.table()).check();
    String table = PostgresTable.of(sink, WriteLedger.table()).name();
    String sql =
        "SELECT run, view, %s, sum(arrivals), sum(dead_letters), sum(duplicates), sum(kept),"
                .formatted(minute)
            + " sum(filtered), sum(accepted), sum(too_late) FROM "
            + table
            + " WHERE pipeline = ? GROUP BY run, view"
            + grouping
            + " ORDER BY run COLLATE \"C\", view COLLATE \"C\""
            + grouping;
    try (PostgresConnection connection =
        new PostgresConnection(spec.connection(), ANSWER_SECONDS)) {
      return connection.once(
          open -> exists(open, table) ? Optional.of(sums(open, sql)) : Optional.empty());
    } catch (SQLException e) {
      throw PostgresFailure.refusal(spec.connection(), e, spec.place());
    }
  }

  private static boolean exists(Connection open, String table) throws SQLException {
    try (PreparedStatement query = open.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      query.setString(1, table);
      try (ResultSet answer = query.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  private List<Sum> sums(Connection open, String sql) throws SQLException {
    List<Sum> sums = new ArrayList<>();
    try (PreparedStatement query = open.prepareStatement(sql)) {
      query.setString(1, pipeline);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Timestamp minute = row.getTimestamp(3);
          sums.add(
              new Sum(
                  row.getString(1),
                  row.getString(2),
                  minute == null ? null : minute.toInstant(),
                  new LedgerCounts(
                      row.getLong(4),
                      row.getLong(5),
                      row.getLong(6),
                      row.getLong(7),
                      row.getLong(8),
                      row.getLong(9),
                      row.getLong(10))));
        }
      }
    }
    return sums;
  }

  /**
   * The counts of one view in one run.
   *
   * @param view empty: the pipeline itself
   * @param minute of event time; null: of all, or of what has none
   */
  public record Sum(String run, String view, @Nullable Instant minute, LedgerCounts counts) {}
}
