package io.tidemark.source;

import io.tidemark.enrich.DimensionException;
import io.tidemark.model.Schema;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Asks whether a dimension can be loaded; of files, by reading them. */
final class DimensionCheck {
  private DimensionCheck() {}

  /**
   * @param events the columns that the events have where they are joined
   */
  static List<SpecError> errors(DimensionSpec dimension, Schema events)
      throws UnreachableException {
    DimensionLayout layout = new DimensionLayout(dimension, dimension.of(events));
    try {
      if (dimension.from() instanceof FromPostgres postgres) {
        return inPostgres(layout, dimension, postgres);
      }
      if (dimension.from() instanceof FromFiles files) {
        return inFiles(layout, dimension, files);
      }
      return List.of();
    } catch (DimensionException | IOException e) {
      return error(dimension, e.getMessage());
    }
  }

  private static List<SpecError> error(DimensionSpec dimension, String message) {
    String named = "dimension " + dimension.name();
    return List.of(
        new SpecError(
            dimension.place(), message.startsWith(named) ? message : named + ": " + message));
  }

  private static List<SpecError> inFiles(
      DimensionLayout layout, DimensionSpec dimension, FromFiles files) throws IOException {
    if (dimension.where().isPresent()) {
      return error(
          dimension,
          "`where` is for Postgres; of files every row is read, expected a file without the rest");
    }
    new DimensionFiles(layout, files.glob()).read(null, row -> {});
    return List.of();
  }

  private static List<SpecError> inPostgres(
      DimensionLayout layout, DimensionSpec dimension, FromPostgres from)
      throws UnreachableException {
    try (Connection connection = DimensionTable.connect(from.connection())) {
      DimensionTable.Columns columns =
          new DimensionTable(layout, from, dimension.where()).columnsOf(connection);
      return columns.missing().isEmpty()
          ? List.of()
          : error(
              dimension,
              "%s has no column %s; it has %s"
                  .formatted(
                      from.table().map(t -> "table " + t).orElse("its query"),
                      String.join(", ", columns.missing()),
                      String.join(", ", columns.existing())));
    } catch (SQLException e) {
      String address = address(from.connection());
      if (isUnreachable(e)) {
        throw new UnreachableException(
            "dimension %s: no Postgres answers at %s (connection %s)"
                .formatted(dimension.name(), address, from.connection().name()),
            e);
      }
      return error(
          dimension, "Postgres at %s says: %s".formatted(address, Secrets.mask(e.getMessage())));
    }
  }

  /** Classes 08 (connection) and 57 (shutting down, starting up), and 53 (too many clients). */
  private static boolean isUnreachable(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
  }

  /** Host and port, and nothing else of the URL: it may hold a password. */
  private static String address(ConnectionSpec.Postgres connection) {
    Properties parsed = Driver.parseURL(connection.url(), new Properties());
    return parsed == null
        ? "a URL that is not jdbc:postgresql://HOST:PORT/DATABASE"
        : PGProperty.PG_HOST.getOrDefault(parsed) + ":" + PGProperty.PG_PORT.getOrDefault(parsed);
  }
}
