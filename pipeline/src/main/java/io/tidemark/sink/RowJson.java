package io.tidemark.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes rows as JSON objects on one line, columns in the schema's order; equal rows have equal
 * text.
 *
 * <p>Timestamps are ISO-8601 in UTC with a {@code Z} and as many digits of a second as they need,
 * dates ISO-8601, decimals plain numbers, bytes base64, NaN and the infinities strings, null null.
 * Not thread-safe.
 */
public final class RowJson implements Serializable {
  /** With buffers in a pool: that of each thread is slow to find in a thread of many. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();

  private final Schema schema;
  private final int[] columns;
  private final InstantText instants = new InstantText();

  private RowJson(Schema schema, int[] columns) {
    this.schema = schema;
    this.columns = columns;
  }

  /** Every column. */
  public static RowJson of(Schema schema) {
    return of(schema, schema.names());
  }

  /** Some columns, in the order given. */
  static RowJson of(Schema schema, List<String> columns) {
    return new RowJson(schema, columns.stream().mapToInt(schema::indexOf).toArray());
  }

  /** The row as UTF-8. */
  public byte[] write(Cells row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int column : columns) {
        Field field = schema.field(column);
        json.writeFieldName(field.name());
        writeValue(json, field.type(), row.get(column));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writeValue(JsonGenerator json, @Nullable Type type, @Nullable Object value)
      throws IOException {
    if (value == null || type == null) {
      json.writeNull();
      return;
    }
    switch (type.kind()) {
      case STRING, DATE -> json.writeString(value.toString());
      case TIMESTAMP -> json.writeString(instants.of((Instant) value));
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case LONG -> json.writeNumber((Long) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case DECIMAL -> json.writeNumber(((BigDecimal) value).toPlainString());
      case BYTES -> json.writeBinary((byte[]) value);
      case ARRAY -> {
        json.writeStartArray();
        for (Object element : (List<?>) value) {
          writeValue(json, type.element(), element);
        }
        json.writeEndArray();
      }
    }
  }
}
