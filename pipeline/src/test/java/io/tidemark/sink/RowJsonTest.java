package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowJsonTest {
  private static final Schema EVERY_TYPE =
      Schema.of(
          Field.nullable("s", Type.STRING),
          Field.nullable("b", Type.BOOLEAN),
          Field.nullable("l", Type.LONG),
          Field.nullable("d", Type.DOUBLE),
          Field.nullable("m", Type.decimal(18, 2)),
          Field.nullable("t", Type.TIMESTAMP),
          Field.nullable("day", Type.DATE),
          Field.nullable("x", Type.BYTES),
          Field.nullable("a", Type.array(Type.STRING)));

  private static String json(RowJson json, Cells row) {
    return new String(json.write(row), StandardCharsets.UTF_8);
  }

  @Test
  void writesEveryTypeInTheSchemasOrder() {
    Cells row =
        Cells.of(
            "a \"b\"\n\u00e9",
            true,
            Long.MAX_VALUE,
            0.1,
            new BigDecimal("1200.00"),
            Instant.parse("2026-11-01T12:00:00Z"),
            LocalDate.parse("2026-11-01"),
            new byte[] {1, 2, (byte) 255},
            Arrays.asList("x", null));

    String json = json(RowJson.of(EVERY_TYPE), row);

    assertEquals(
        "{\"s\":\"a \\\"b\\\"\\n\u00e9\",\"b\":true,\"l\":9223372036854775807,\"d\":0.1,"
            + "\"m\":1200.00,\"t\":\"2026-11-01T12:00:00Z\",\"day\":\"2026-11-01\","
            + "\"x\":\"AQL/\",\"a\":[\"x\",null]}",
        json);
  }

  @Test
  void aMissingValueIsNull() {
    String json =
        json(
            RowJson.of(EVERY_TYPE), Cells.of(null, null, null, null, null, null, null, null, null));

    assertEquals(
        "{\"s\":null,\"b\":null,\"l\":null,\"d\":null,\"m\":null,\"t\":null,\"day\":null,"
            + "\"x\":null,\"a\":null}",
        json);
  }

  @Test
  void aTimestampHasTheDigitsOfASecondThatItNeeds() {
    Schema schema = Schema.of(Field.required("t", Type.TIMESTAMP));

    String json = json(RowJson.of(schema), Cells.of(Instant.parse("2026-11-01T12:00:00.120Z")));

    assertEquals("{\"t\":\"2026-11-01T12:00:00.120Z\"}", json);
  }

  @Test
  void aDecimalIsAPlainNumberHoweverSmallOrLarge() {
    Schema schema =
        Schema.of(
            Field.required("small", Type.decimal(12, 10)),
            Field.required("large", Type.decimal(20, 0)));

    String json =
        json(
            RowJson.of(schema),
            Cells.of(new BigDecimal("0.0000000001"), new BigDecimal("1E+19").setScale(0)));

    assertEquals("{\"small\":0.0000000001,\"large\":10000000000000000000}", json);
  }

  @Test
  void someColumnsAreWrittenInTheOrderGiven() {
    RowJson key = RowJson.of(SinkRows.HITS.schema(), List.of("window_start", "host"));

    String json = json(key, SinkRows.hits("h1", 5, 3, 7));

    assertEquals("{\"window_start\":\"2026-11-01T12:05:00Z\",\"host\":\"h1\"}", json);
  }
}
