package io.tidemark.source;

import io.tidemark.spec.ConnectionSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** How the Postgres is reached that a dimension is read from. */
final class DimensionDatabase {
  private static final String SECONDS_TO_CONNECT = "10";

  /** For one answer, not for a whole read: a server that hangs must not hang a refresh for ever. */
  private static final String SECONDS_TO_ANSWER = "60";

  private DimensionDatabase() {}

  /** A new connection; the properties of the spec win over the defaults here. */
  static Connection connect(ConnectionSpec.Postgres connection) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("loginTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("socketTimeout", SECONDS_TO_ANSWER);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "tidemark");
    properties.putAll(connection.properties());
    // Not given, they are in the URL or in a password file.
    if (!connection.user().isEmpty()) {
      properties.setProperty("user", connection.user());
    }
    if (!connection.password().isEmpty()) {
      properties.setProperty("password", connection.password());
    }
    return DriverManager.getConnection(connection.url(), properties);
  }

  /** Classes 08 (connection) and 57 (shutting down, starting up), and 53 (too many clients). */
  static boolean isUnreachable(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
  }

  /** Host and port, and nothing else of the URL: it may hold a password. */
  static String address(ConnectionSpec.Postgres connection) {
    Properties parsed = Driver.parseURL(connection.url(), new Properties());
    return parsed == null
        ? "a URL that is not jdbc:postgresql://HOST:PORT/DATABASE"
        : PGProperty.PG_HOST.getOrDefault(parsed) + ":" + PGProperty.PG_PORT.getOrDefault(parsed);
  }
}
