package io.tidemark.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads back what {@link RowJson} writes: the same cells, to the last digit. */
public final class ReadRowJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Schema schema;

  private ReadRowJson(Schema schema) {
    this.schema = schema;
  }

  public static ReadRowJson of(Schema schema) {
    return new ReadRowJson(schema);
  }

  /**
   * The row of one JSON object; a column that is not there is null.
   *
   * @throws IllegalArgumentException it is none, or has a value of another type
   */
  public Cells read(String json) {
    try {
      JsonNode row = JSON.readTree(json);
      if (row == null || !row.isObject()) {
        throw new IllegalArgumentException("no JSON object: " + json);
      }
      @Nullable Object[] cells = new Object[schema.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = cell(schema.field(i), row.get(schema.field(i).name()));
      }
      return Cells.of(cells);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON object: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable Object cell(Field field, @Nullable JsonNode value) {
    try {
      return value(field.type(), value);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(field.name() + " is " + value, e);
    }
  }

  private static @Nullable Object value(@Nullable Type type, @Nullable JsonNode value) {
    if (value == null || value.isNull() || type == null) {
      return null;
    }
    return switch (type.kind()) {
      case STRING -> value.asText();
      case BOOLEAN -> value.booleanValue();
      case LONG -> new BigDecimal(value.asText()).longValueExact();
      case DOUBLE -> Double.valueOf(value.asText());
      case DECIMAL -> new BigDecimal(value.asText()).setScale(type.scale());
      case TIMESTAMP -> Instant.parse(value.asText());
      case DATE -> LocalDate.parse(value.asText());
      case BYTES -> Base64.getDecoder().decode(value.asText());
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonNode element : value) {
          elements.add(value(type.element(), element));
        }
        yield elements;
      }
    };
  }
}
