package io.tidemark.source;

import io.tidemark.model.Event;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The tide table as the table {@code tides} of a Postgres schema, beside the ledger. Pipelines may
 * share it. A watermark of minus infinity is NULL. Each call has a connection of its own: there are
 * few calls, and none may find a connection that an outage left behind.
 */
public final class PostgresTideTable implements TideTable {
  private final LedgerSpec spec;
  private final String pipeline;

  private PostgresTideTable(LedgerSpec spec, String pipeline) {
    this.spec = spec;
    this.pipeline = pipeline;
  }

  /** Asks no system. */
  public static PostgresTideTable of(LedgerSpec spec, String pipeline) {
    return new PostgresTideTable(spec, pipeline);
  }

  /**
   * Creates it, if it is not there; its schema is.
   *
   * @throws SpecException the server refuses it
   * @throws UnreachableException the server does not answer
   */
  public void create() throws SpecException, UnreachableException {
    String sql =
        "CREATE TABLE IF NOT EXISTS "
            + table()
            + " (pipeline text NOT NULL, partition text NOT NULL, \"offset\" bigint NOT NULL,"
            + " kind text NOT NULL, watermark timestamptz, recorded_at timestamptz NOT NULL,"
            + " PRIMARY KEY (pipeline, partition, \"offset\", kind))";
    try (Connection connection = DimensionDatabase.connect(spec.connection());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (DimensionDatabase.isUnreachable(e)) {
        throw unreachable(e);
      }
      throw SpecException.at(
          spec.place(), "Postgres refuses the tide table " + table() + ": " + e.getMessage());
    }
  }

  @Override
  public List<TideEntry> read(Map<String, Long> from) throws IOException, UnreachableException {
    String sql =
        "SELECT t.partition, t.\"offset\", "
            + "(extract(epoch FROM t.watermark) * 1000)::bigint, t.kind FROM "
            + table()
            + " t JOIN unnest(?::text[], ?::bigint[]) AS f (partition, first)"
            + " ON t.partition = f.partition AND t.\"offset\" >= f.first WHERE t.pipeline = ?"
            + " ORDER BY t.partition, t.\"offset\", array_position(?::text[], t.kind)";
    return asked(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", from.keySet().toArray()));
            query.setArray(2, connection.createArrayOf("bigint", from.values().toArray()));
            query.setString(3, pipeline);
            query.setArray(4, connection.createArrayOf("text", TideEntry.Kind.values()));
            return entries(query);
          }
        });
  }

  private static List<TideEntry> entries(PreparedStatement query) throws SQLException {
    List<TideEntry> entries = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        long millis = row.getLong(3);
        long watermark = row.wasNull() ? Event.BEFORE_ALL : millis;
        entries.add(
            new TideEntry(
                row.getString(1),
                row.getLong(2),
                watermark,
                TideEntry.Kind.valueOf(row.getString(4))));
      }
    }
    return entries;
  }

  @Override
  public void append(List<TideEntry> entries) throws IOException, UnreachableException {
    String sql =
        "INSERT INTO "
            + table()
            + " AS t (pipeline, partition, \"offset\", kind, watermark, recorded_at)"
            + " SELECT ?, partition, at, kind,"
            + " timestamptz 'epoch' + max(millis) * interval '1 ms', now()"
            + " FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[])"
            + " AS e (partition, at, kind, millis) GROUP BY partition, at, kind"
            + " ON CONFLICT (pipeline, partition, \"offset\", kind) DO UPDATE"
            + " SET watermark = EXCLUDED.watermark, recorded_at = EXCLUDED.recorded_at"
            + " WHERE EXCLUDED.watermark > coalesce(t.watermark, '-infinity')";
    asked(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, pipeline);
            insert.setArray(2, column(connection, "text", entries, TideEntry::partition));
            insert.setArray(3, column(connection, "bigint", entries, TideEntry::offset));
            insert.setArray(4, column(connection, "text", entries, entry -> entry.kind().name()));
            insert.setArray(5, column(connection, "bigint", entries, PostgresTideTable::millis));
            return insert.executeUpdate();
          }
        });
  }

  private static Array column(
      Connection connection,
      String type,
      List<TideEntry> entries,
      Function<TideEntry, @Nullable Object> value)
      throws SQLException {
    return connection.createArrayOf(type, entries.stream().map(value).toArray());
  }

  private static @Nullable Object millis(TideEntry entry) {
    return entry.watermark() == Event.BEFORE_ALL ? null : entry.watermark();
  }

  @Override
  public boolean isKept() {
    return true;
  }

  /** What is asked of the server in one transaction. */
  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  private <T> T asked(Question<T> question) throws IOException, UnreachableException {
    try (Connection connection = DimensionDatabase.connect(spec.connection())) {
      return question.ask(connection);
    } catch (SQLException e) {
      if (DimensionDatabase.isUnreachable(e)) {
        throw unreachable(e);
      }
      throw new IOException("the tide table " + table() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private UnreachableException unreachable(SQLException e) {
    return new UnreachableException(
        "Postgres at %s, where the tide table is, is not reachable: %s"
            .formatted(DimensionDatabase.address(spec.connection()), e.getMessage()),
        e);
  }

  private String table() {
    return "\"%s\".tides".formatted(spec.schema().replace("\"", "\"\""));
  }
}
