package io.tidemark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows of an event view as the events that they were: the decoded fields by name, and the stamp
 * that the stream gave them. What they arrived as is the row as JSON: the lake does not keep the
 * original bytes.
 */
final class HistoryRows implements Serializable {
  static final String TIDEMARK = "tidemark";
  static final String PARTITION = "source_partition";
  static final String OFFSET = "source_offset";
  static final String ARRIVED_AT = "arrived_at";

  private static final JsonFactory JSON = new JsonFactory();

  private final Schema schema;
  private final int time;

  /**
   * @param schema of the decoded fields
   * @param timeField the one that is the event time
   */
  HistoryRows(Schema schema, String timeField) {
    this.schema = schema;
    this.time = schema.indexOf(timeField);
  }

  Schema schema() {
    return schema;
  }

  /** The columns that are read. */
  List<Field> columns() {
    return schema
        .with(
            List.of(
                Field.nullable(TIDEMARK, Type.TIMESTAMP),
                Field.required(PARTITION, Type.STRING),
                Field.required(OFFSET, Type.LONG),
                Field.required(ARRIVED_AT, Type.TIMESTAMP)))
        .fields();
  }

  Event event(Record row) {
    @Nullable Object[] cells = new Object[schema.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(row.getField(schema.field(i).name()));
    }
    Object tidemark = cell(row.getField(TIDEMARK));
    Position position =
        new Position((String) required(row, PARTITION), (Long) required(row, OFFSET));
    Arrival arrival =
        new Arrival(json(cells), null, List.of(), null, position, millis(row, ARRIVED_AT));
    return new Event(
        Cells.of(cells),
        millis(row, schema.field(time).name()),
        tidemark == null ? Event.BEFORE_ALL : ((Instant) tidemark).toEpochMilli(),
        arrival);
  }

  private static long millis(Record row, String column) {
    return ((Instant) required(row, column)).toEpochMilli();
  }

  private static Object required(Record row, String column) {
    Object value = cell(row.getField(column));
    if (value == null) {
      throw new IllegalStateException(
          "a row of the history has no %s: %s@%s"
              .formatted(column, row.getField(PARTITION), row.getField(OFFSET)));
    }
    return value;
  }

  private static @Nullable Object cell(@Nullable Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> cells = new ArrayList<>(list.size());
      list.forEach(element -> cells.add(cell(element)));
      return cells;
    }
    return value instanceof CharSequence text ? text.toString() : value;
  }

  private byte[] json(@Nullable Object[] cells) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < cells.length; i++) {
        json.writeFieldName(schema.field(i).name());
        write(json, cells[i]);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable Object cell) throws IOException {
    if (cell == null) {
      json.writeNull();
    } else if (cell instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (cell instanceof Long number) {
      json.writeNumber(number);
    } else if (cell instanceof Double number) {
      json.writeNumber(number);
    } else if (cell instanceof BigDecimal number) {
      json.writeNumber(number.toPlainString());
    } else if (cell instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else if (cell instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(json, element);
      }
      json.writeEndArray();
    } else {
      json.writeString(cell.toString());
    }
  }
}
