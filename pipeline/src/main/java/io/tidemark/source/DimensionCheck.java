package io.tidemark.source;

import io.tidemark.enrich.DimensionException;
import io.tidemark.model.Schema;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromFiles;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

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
      return inLake(layout, dimension, (FromIceberg) dimension.from());
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
    new DimensionFiles(layout, files.glob(), dimension.where()).read(null, row -> {});
    return List.of();
  }

  private static List<SpecError> inLake(
      DimensionLayout layout, DimensionSpec dimension, FromIceberg lake)
      throws UnreachableException {
    DimensionLake table = new DimensionLake(layout, lake, dimension.where());
    try {
      table.check();
      return List.of();
    } catch (DimensionException | FileNotFoundException e) {
      return error(dimension, e.getMessage());
    } catch (IOException | RuntimeException e) {
      throw new UnreachableException(
          "dimension %s: the Iceberg catalog %s cannot be read: %s"
              .formatted(
                  dimension.name(),
                  lake.connection().name(),
                  Secrets.mask(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static List<SpecError> inPostgres(
      DimensionLayout layout, DimensionSpec dimension, FromPostgres from)
      throws UnreachableException {
    try {
      new DimensionTable(layout, from, dimension.where()).check();
      return List.of();
    } catch (SQLException e) {
      String address = DimensionDatabase.address(from.connection());
      if (DimensionDatabase.isUnreachable(e)) {
        throw new UnreachableException(
            "dimension %s: no Postgres answers at %s (connection %s)"
                .formatted(dimension.name(), address, from.connection().name()),
            e);
      }
      return error(
          dimension, "Postgres at %s says: %s".formatted(address, Secrets.mask(e.getMessage())));
    }
  }
}
