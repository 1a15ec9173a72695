package io.tidemark.sink;

import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.beam.sdk.util.BackOff;
import org.apache.beam.sdk.util.BackOffUtils;
import org.apache.beam.sdk.util.FluentBackoff;
import org.apache.beam.sdk.util.Sleeper;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * A connection to Postgres that is opened when it is first needed, and again after a failure that
 * may pass: a lost connection, a server that restarts, a conflict of transactions.
 */
final class PostgresConnection implements AutoCloseable {
  private static final FluentBackoff RETRIES =
      FluentBackoff.DEFAULT
          .withInitialBackoff(Duration.millis(100))
          .withMaxBackoff(Duration.standardSeconds(5))
          .withMaxCumulativeBackoff(Duration.standardSeconds(60));

  private final ConnectionSpec.Postgres spec;
  private final int answerSeconds;
  private @Nullable Connection connection;

  /**
   * @param answerSeconds how long the server may be silent; 0: for ever
   */
  PostgresConnection(ConnectionSpec.Postgres spec, int answerSeconds) {
    this.spec = spec;
    this.answerSeconds = answerSeconds;
  }

  /** What is done in one transaction. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs {@code work} in one transaction, once. */
  <T> T once(Work<T> work) throws SQLException {
    try {
      Connection open = open();
      T result = work.run(open);
      open.commit();
      return result;
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  /**
   * Runs {@code work} in one transaction; after a failure that may pass again, for about a minute.
   * So {@code work} may run twice with the first run committed.
   */
  <T> T retrying(Work<T> work) throws SQLException {
    BackOff backOff = RETRIES.backoff();
    while (true) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (!mayPass(e) || !pause(backOff)) {
          throw e;
        }
      }
    }
  }

  private static boolean pause(BackOff backOff) throws SQLException {
    try {
      return BackOffUtils.next(Sleeper.DEFAULT, backOff);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for Postgres", e);
    }
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      Properties properties = new Properties();
      properties.setProperty("connectTimeout", "10");
      properties.setProperty("loginTimeout", "10");
      properties.setProperty("socketTimeout", String.valueOf(answerSeconds));
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("ApplicationName", "tidemark");
      properties.putAll(spec.properties());
      // Not given, they are in the URL or in a password file.
      if (!spec.user().isEmpty()) {
        properties.setProperty("user", spec.user());
      }
      if (!spec.password().isEmpty()) {
        properties.setProperty("password", spec.password());
      }
      open = DriverManager.getConnection(spec.url(), properties);
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  static boolean mayPass(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08")
        || state.startsWith("57P0")
        || state.startsWith("53")
        || state.equals("40001")
        || state.equals("40P01");
  }

  /** The failure as a person should read it; {@code place} is the sink's. */
  static SpecException refusal(ConnectionSpec.Postgres spec, SQLException e, Place place)
      throws UnreachableException {
    if (mayPass(e) || e.getSQLState() == null) {
      throw unreachable(spec, e);
    }
    return SpecException.at(
        place,
        "Postgres at "
            + address(spec)
            + " refuses: "
            + firstLine(e)
            + " ("
            + e.getSQLState()
            + ")");
  }

  static UnreachableException unreachable(ConnectionSpec.Postgres spec, SQLException e) {
    return new UnreachableException(
        "Postgres at " + address(spec) + " is not reachable: " + firstLine(e), e);
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Host, port and database; the URL's parameters may hold a password. */
  private static String address(ConnectionSpec.Postgres spec) {
    return spec.url().replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("[?].*$", "");
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It is gone in any case.
        return;
      }
    }
  }
}
