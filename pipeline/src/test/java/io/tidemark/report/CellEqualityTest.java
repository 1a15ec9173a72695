package io.tidemark.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cells are compared by value. */
final class CellEqualityTest {

  @Test
  void numbersAreComparedByTheirValue() {
    assertTrue(CellEquality.holds(new BigDecimal("1.0"), 1L));
    assertTrue(CellEquality.holds(new BigDecimal("1"), 1.0));
    assertTrue(CellEquality.holds(new BigDecimal("0.1"), 0.1));
    assertTrue(CellEquality.holds(new BigDecimal("0"), -0.0));
    assertTrue(CellEquality.holds(new BigDecimal("0.3"), new BigDecimal("0.30")));
    assertTrue(CellEquality.holds(new BigDecimal("9223372036854775807"), Long.MAX_VALUE));
    assertFalse(CellEquality.holds(new BigDecimal("9223372036854775806"), Long.MAX_VALUE));
    assertFalse(CellEquality.holds(new BigDecimal("0.30000000000000001"), new BigDecimal("0.30")));
    assertFalse(CellEquality.holds(new BigDecimal("0.1"), 0.1 + 1e-17 + 1e-16));
  }

  @Test
  void whatIsNoNumberHasAName() {
    assertTrue(CellEquality.holds("NaN", Double.NaN));
    assertTrue(CellEquality.holds("-Infinity", Double.NEGATIVE_INFINITY));
    assertFalse(CellEquality.holds(BigDecimal.ZERO, Double.NaN));
  }

  @Test
  void nullIsNothingElse() {
    assertTrue(CellEquality.holds(null, null));
    assertFalse(CellEquality.holds(null, 0L));
    assertFalse(CellEquality.holds("", null));
  }

  @Test
  void bytesAndListsAreComparedByWhatTheyHold() {
    assertTrue(CellEquality.holds(new byte[] {1, 2}, new byte[] {1, 2}));
    assertFalse(CellEquality.holds(new byte[] {1, 2}, new byte[] {1}));
    assertTrue(CellEquality.holds(Arrays.asList(BigDecimal.ONE, null), Arrays.asList(1L, null)));
    assertFalse(CellEquality.holds(List.of(BigDecimal.ONE), List.of(1L, 1L)));
  }

  @Test
  void otherValuesAreEqualOrNot() {
    Instant noon = Instant.parse("2026-11-01T12:00:00Z");

    assertTrue(CellEquality.holds(noon, Instant.parse("2026-11-01T12:00:00.000Z")));
    assertFalse(CellEquality.holds(noon, noon.plusMillis(1)));
    assertFalse(CellEquality.holds("1", 1L));
  }
}
