package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows as Iceberg has them: string, boolean, long, double, decimal, timestamptz (microseconds),
 * date, binary, list of optional elements.
 */
final class IcebergRows {
  private IcebergRows() {}

  /** The schema of a table for such rows; ids from 1, those of list elements after the columns. */
  static Schema schema(Table table) {
    List<Types.NestedField> columns = new ArrayList<>();
    int[] nextId = {table.schema().size() + 1};
    for (Field field : table.schema().fields()) {
      org.apache.iceberg.types.Type type = type(field.type(), nextId);
      int id = columns.size() + 1;
      columns.add(Types.NestedField.of(id, table.mayBeNull(field), field.name(), type));
    }
    return new Schema(columns);
  }

  private static org.apache.iceberg.types.Type type(@Nullable Type type, int[] nextId) {
    if (type == null) {
      throw new IllegalStateException("an array type without an element type");
    }
    return switch (type.kind()) {
      case STRING -> Types.StringType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case LONG -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
      case TIMESTAMP -> Types.TimestampType.withZone();
      case DATE -> Types.DateType.get();
      case BYTES -> Types.BinaryType.get();
      case ARRAY -> {
        int id = nextId[0]++;
        yield Types.ListType.ofOptional(id, type(type.element(), nextId));
      }
    };
  }

  /** The row as a record of {@code schema}, whose columns have the row's names in any order. */
  static GenericRecord record(Schema schema, io.tidemark.model.Schema rows, Cells row) {
    GenericRecord record = GenericRecord.create(schema);
    for (int i = 0; i < rows.size(); i++) {
      record.setField(rows.field(i).name(), value(row.get(i)));
    }
    return record;
  }

  private static @Nullable Object value(@Nullable Object cell) {
    if (cell instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    if (cell instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (cell instanceof List<?> list) {
      List<@Nullable Object> values = new ArrayList<>(list.size());
      list.forEach(element -> values.add(value(element)));
      return values;
    }
    return cell;
  }
}
