package io.tidemark.source;

import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Asks whether a table of history is there and has what the events need. */
final class IcebergCheck {
  private IcebergCheck() {}

  static List<SpecError> errors(SourceSpec.Iceberg source, EventSpec event)
      throws UnreachableException {
    HistoryRows rows = new HistoryRows(event.decodedSchema(), event.time());
    try (HistoryTable table = HistoryTable.open(source.connection(), source.table())) {
      String name = "Iceberg table %s (%s)".formatted(source.table(), source.connection().name());
      if (!table.exists()) {
        return List.of(
            new SpecError(
                source.place(),
                name + " does not exist: a view without a window writes it while it runs"));
      }
      return differences(rows, table.load().schema()).stream()
          .map(difference -> new SpecError(source.place(), name + " " + difference))
          .toList();
    } catch (IOException | RuntimeException e) {
      throw new UnreachableException(
          "the Iceberg catalog %s cannot be read: %s"
              .formatted(source.connection().name(), Secrets.mask(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static List<String> differences(HistoryRows rows, Schema found) {
    List<String> differences = new ArrayList<>();
    for (Field field : rows.columns()) {
      Types.NestedField column = found.findField(field.name());
      if (column == null) {
        differences.add(
            "has no column %s; it has %s"
                .formatted(
                    field.name(),
                    String.join(
                        ", ", found.columns().stream().map(Types.NestedField::name).toList())));
      } else if (!holds(column.type(), field.type())) {
        differences.add(
            "has %s %s, expected %s".formatted(field.name(), column.type(), field.type()));
      }
    }
    return differences;
  }

  private static boolean holds(org.apache.iceberg.types.Type found, @Nullable Type wanted) {
    return Optional.ofNullable(wanted)
        .map(
            type ->
                switch (type.kind()) {
                  case STRING -> found.equals(Types.StringType.get());
                  case BOOLEAN -> found.equals(Types.BooleanType.get());
                  case LONG ->
                      found.equals(Types.LongType.get()) || found.equals(Types.IntegerType.get());
                  case DOUBLE ->
                      found.equals(Types.DoubleType.get()) || found.equals(Types.FloatType.get());
                  case DECIMAL ->
                      found instanceof Types.DecimalType decimal
                          && decimal.scale() == type.scale()
                          && decimal.precision() <= type.precision();
                  case TIMESTAMP -> found instanceof Types.TimestampType;
                  case DATE -> found.equals(Types.DateType.get());
                  case BYTES -> found.equals(Types.BinaryType.get());
                  case ARRAY ->
                      found instanceof Types.ListType list
                          && holds(list.elementType(), type.element());
                })
        .orElse(false);
  }
}
