package io.tidemark.sink;

import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What kind of failure an answer of Postgres is, by its SQLState, and its words for people. */
final class PostgresFailure {
  /** A server that is read-only is one that another has taken over from. */
  private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "25006");

  /** What a check option, a trigger and an index that cannot hold so long a value say. */
  private static final Set<String> OF_A_ROW = Set.of("44000", "P0001", "54000");

  /** Rows of one statement that the database, but not the pipeline, takes for the same. */
  private static final String TWICE_IN_A_STATEMENT = "21000";

  private PostgresFailure() {}

  /** Whether it may pass: a lost connection, a server that restarts, a conflict of transactions. */
  static boolean mayPass(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08")
        || state.startsWith("57P0")
        || state.startsWith("53")
        || PASSING.contains(state)
        || (e instanceof SQLTransientConnectionException && e.getSQLState() == null);
  }

  /** Whether it is for what is in a row: too long, out of range, a constraint. */
  static boolean isOfRows(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22")
        || state.startsWith("23")
        || OF_A_ROW.contains(state)
        || state.equals(TWICE_IN_A_STATEMENT);
  }

  /** The failure as a person should read it; {@code place} is the sink's. */
  static SpecException refusal(ConnectionSpec.Postgres server, SQLException e, Place place)
      throws UnreachableException {
    if (mayPass(e) || e.getSQLState() == null) {
      throw unreachable(server, e);
    }
    return SpecException.at(place, refuses(server, e));
  }

  static UnreachableException unreachable(ConnectionSpec.Postgres server, SQLException e) {
    return new UnreachableException(isNotReachable(server, e), e);
  }

  static String refuses(ConnectionSpec.Postgres server, SQLException e) {
    return "Postgres at %s refuses: %s (%s)"
        .formatted(address(server), firstLine(e), e.getSQLState());
  }

  static String isNotReachable(ConnectionSpec.Postgres server, SQLException e) {
    return "Postgres at " + address(server) + " is not reachable: " + firstLine(e);
  }

  /**
   * What fails a run, in one line and without a cause, so that it is what a person is told.
   *
   * @param doing what was tried, such as {@code writing hits}
   */
  static IllegalStateException ofRun(ConnectionSpec.Postgres server, String doing, SQLException e) {
    if (mayPass(e)) {
      return new IllegalStateException(doing + ": " + isNotReachable(server, e));
    }
    String said = e.getSQLState() == null ? firstLine(e) : refuses(server, e);
    return new IllegalStateException(doing + ": " + said);
  }

  /** Of the failure in a batch of statements, what the server said of the one. */
  static String firstLine(SQLException e) {
    SQLException last = e;
    while (last.getNextException() != null) {
      last = last.getNextException();
    }
    return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
  }

  /** Host, port and database; the URL's parameters may hold a password. */
  static String address(ConnectionSpec.Postgres server) {
    return server.url().replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("[?].*$", "");
  }
}
