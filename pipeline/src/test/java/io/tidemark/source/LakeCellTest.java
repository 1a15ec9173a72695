package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class LakeCellTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123456Z");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  @Test
  void aValueOfTheDeclaredTypeIsTaken() throws UnreadableCellException {
    assertEquals("a", read(Type.STRING, "a"));
    assertEquals(true, read(Type.BOOLEAN, true));
    assertEquals(7L, read(Type.LONG, 7L));
    assertEquals(7L, read(Type.LONG, 7));
    assertEquals(0.5, read(Type.DOUBLE, 0.5));
    assertEquals(new BigDecimal("1.50"), read(Type.decimal(9, 2), new BigDecimal("1.50")));
    assertEquals(
        NOON, read(Type.TIMESTAMP, OffsetDateTime.parse("2026-11-01T13:00:00.123456+01:00")));
    assertEquals(NOON, read(Type.TIMESTAMP, LocalDateTime.parse("2026-11-01T12:00:00.123456")));
    assertEquals(DAY, read(Type.DATE, DAY));
    assertArrayEquals(
        new byte[] {1, 2}, (byte[]) read(Type.BYTES, ByteBuffer.wrap(new byte[] {1, 2})));
    assertArrayEquals(new byte[] {1, 2}, (byte[]) read(Type.BYTES, new byte[] {1, 2}));
    assertEquals(Arrays.asList(1L, null), read(Type.array(Type.LONG), Arrays.asList(1, null)));
    assertEquals(null, read(Type.LONG, null));
  }

  @Test
  void aValueOfAnotherTypeIsTakenWhereItsTextIsOneOfTheDeclaredType()
      throws UnreadableCellException {
    assertEquals(7L, read(Type.LONG, new BigDecimal("7.00")));
    assertEquals(7L, read(Type.LONG, "7"));
    assertEquals(1.1, read(Type.DOUBLE, 1.1f));
    assertEquals(3.0, read(Type.DOUBLE, 3));
    assertEquals(new BigDecimal("3.0"), read(Type.decimal(3, 1), 3));
    assertEquals(new BigDecimal("1.5"), read(Type.decimal(3, 1), new BigDecimal("1.500")));
    assertEquals(NOON, read(Type.TIMESTAMP, "2026-11-01T12:00:00.123456Z"));
    assertEquals(DAY, read(Type.DATE, "2026-11-01"));
  }

  @Test
  void almostEverythingHasAText() throws UnreadableCellException {
    assertEquals("7", read(Type.STRING, 7));
    assertEquals("1.50", read(Type.STRING, new BigDecimal("1.50")));
    assertEquals("0.5", read(Type.STRING, 0.5));
    assertEquals("true", read(Type.STRING, true));
    assertEquals("2026-11-01", read(Type.STRING, DAY));
    assertEquals("12:30", read(Type.STRING, LocalTime.of(12, 30)));
    assertEquals(
        "2026-11-01T12:00:00.123456Z",
        read(Type.STRING, OffsetDateTime.parse("2026-11-01T13:00:00.123456+01:00")));
    UUID id = new UUID(1, 2);
    assertEquals(id.toString(), read(Type.STRING, id));
  }

  @Test
  void whatIsOfNoSuchTypeIsRefusedWithWhatItIs() {
    assertRefused("is 7.5, expected long", Type.LONG, new BigDecimal("7.5"));
    assertRefused("is \"NaN\", expected double", Type.DOUBLE, Double.NaN);
    assertRefused("is 12.34, expected decimal(3,1)", Type.decimal(3, 1), new BigDecimal("12.34"));
    assertRefused("is a list, expected string", Type.STRING, List.of());
    assertRefused("is a map, expected string", Type.STRING, Map.of());
    assertRefused("is bytes, expected string", Type.STRING, ByteBuffer.allocate(1));
    assertRefused("is 7, expected bytes", Type.BYTES, 7);
    assertRefused("is 7, expected array<long>", Type.array(Type.LONG), 7);
    assertRefused("is \"x\", expected long", Type.array(Type.LONG), List.of("x"));
  }

  private static void assertRefused(String message, Type type, Object value) {
    UnreadableCellException e =
        assertThrows(UnreadableCellException.class, () -> read(type, value));
    assertEquals(message, e.getMessage());
  }

  private static @Nullable Object read(Type type, @Nullable Object value)
      throws UnreadableCellException {
    return new LakeCell(type, CellReader.of(type, null)::text).of(value);
  }
}
