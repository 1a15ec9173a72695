package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

class ReadRowJsonTest {
  private static final Schema EVERY =
      Schema.of(
          Field.nullable("s", Type.STRING),
          Field.nullable("b", Type.BOOLEAN),
          Field.nullable("l", Type.LONG),
          Field.nullable("d", Type.DOUBLE),
          Field.nullable("m", Type.decimal(38, 2)),
          Field.nullable("t", Type.TIMESTAMP),
          Field.nullable("day", Type.DATE),
          Field.nullable("x", Type.BYTES),
          Field.nullable("a", Type.array(Type.array(Type.STRING))));

  private static Cells again(Cells row) {
    String json = new String(RowJson.of(EVERY).write(row), StandardCharsets.UTF_8);
    return ReadRowJson.of(EVERY).read(json);
  }

  @Test
  void whatWasWrittenIsReadBackToTheLastDigit() {
    Cells row =
        Cells.of(
            "a \"b\"\n",
            true,
            Long.MIN_VALUE,
            0.1,
            new BigDecimal("123456789012345678901234567890123456.70"),
            Instant.parse("2026-11-01T12:00:00.000001Z"),
            LocalDate.parse("1969-12-31"),
            new byte[] {0, (byte) 255},
            Arrays.asList(List.of("x"), Arrays.asList("y", null), null));

    assertEquals(row, again(row));
  }

  @Test
  void nullsAndNumbersThatJsonHasNoneOfComeBack() {
    Cells nulls = Cells.of(null, null, null, null, null, null, null, null, null);
    Cells notANumber = Cells.of(null, null, null, Double.NaN, null, null, null, null, null);
    Cells infinite =
        Cells.of(null, null, null, Double.NEGATIVE_INFINITY, null, null, null, null, null);

    assertEquals(nulls, again(nulls));
    assertEquals(notANumber, again(notANumber));
    assertEquals(infinite, again(infinite));
  }

  @Test
  void whatIsNoRowIsRefused() {
    ReadRowJson read = ReadRowJson.of(EVERY);

    assertThrows(IllegalArgumentException.class, () -> read.read("[1]"));
    assertThrows(IllegalArgumentException.class, () -> read.read("{"));
    assertThrows(IllegalArgumentException.class, () -> read.read("{\"t\": \"yesterday\"}"));
    assertThrows(IllegalArgumentException.class, () -> read.read("{\"l\": 1.5}"));
  }
}
