package io.tidemark.sink;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.spec.ConnectionSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;

/**
 * The connections of one worker to one database, {@value #CONNECTIONS} at most, which all sinks
 * there share. Whoever opens the pool closes it; the last one ends the connections.
 */
final class PostgresPool implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int WRITE_SECONDS = 120;

  /** Steps of one worker meet nowhere else. Its lock is held for no call to the database. */
  private static final Map<ConnectionSpec.Postgres, PostgresPool> POOLS = new HashMap<>();

  private final ConnectionSpec.Postgres server;
  private final HikariDataSource source;
  private int users;

  private PostgresPool(ConnectionSpec.Postgres server) {
    this.server = server;
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark " + server.name());
    config.setDriverClassName(Driver.class.getName());
    config.setJdbcUrl(server.url());
    config.setDataSourceProperties(PostgresConnection.properties(server, WRITE_SECONDS));
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(TimeUnit.MINUTES.toMillis(1));
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
    config.setInitializationFailTimeout(-1); // Who asks for a connection waits.
    this.source = new HikariDataSource(config);
  }

  /** The pool of this worker; the caller closes it. Asks no system. */
  static PostgresPool open(ConnectionSpec.Postgres server) {
    synchronized (POOLS) {
      PostgresPool pool = POOLS.computeIfAbsent(server, PostgresPool::new);
      pool.users++;
      return pool;
    }
  }

  /** Runs {@code work} in one transaction, once. */
  <T> T once(PostgresConnection.Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection);
        throw e;
      }
    }
  }

  /** The pool itself does so only where it knows of a statement, and of COPY it does not. */
  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // It is gone, and the transaction with it.
      return;
    }
  }

  /** How many connections there are, in use or not. */
  int size() {
    return source.getHikariPoolMXBean().getTotalConnections();
  }

  @Override
  public void close() {
    synchronized (POOLS) {
      if (--users > 0) {
        return;
      }
      POOLS.remove(server);
    }
    source.close();
  }
}
