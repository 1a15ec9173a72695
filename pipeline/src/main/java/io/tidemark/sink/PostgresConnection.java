package io.tidemark.sink;

import io.tidemark.spec.ConnectionSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.Driver;

/**
 * A connection to Postgres that is opened when it is first needed, and again after a failure; for
 * what is asked once. Rows are written over a {@link PostgresPool}.
 */
final class PostgresConnection implements AutoCloseable {
  private final ConnectionSpec.Postgres server;
  private final int answerSeconds;
  private @Nullable Connection connection;

  /**
   * @param answerSeconds how long the server may be silent; 0: for ever
   */
  PostgresConnection(ConnectionSpec.Postgres server, int answerSeconds) {
    this.server = server;
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

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = new Driver().connect(server.url(), properties(server, answerSeconds));
      if (open == null) {
        throw new SQLException(
            "no URL of Postgres, jdbc:postgresql://HOST/DATABASE: " + server.name(), "08001");
      }
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  /**
   * What the driver is given. Text goes as it is, for the server to take it as the column's type:
   * so a column may be json where a row has text.
   */
  static Properties properties(ConnectionSpec.Postgres server, int answerSeconds) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("socketTimeout", String.valueOf(answerSeconds));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "tidemark");
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.putAll(server.properties());
    // Not given, they are in the URL or in a password file.
    if (!server.user().isEmpty()) {
      properties.setProperty("user", server.user());
    }
    if (!server.password().isEmpty()) {
      properties.setProperty("password", server.password());
    }
    return properties;
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
