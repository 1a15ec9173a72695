package io.tidemark.report;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Whether a cell is what a case expects: numbers by their value, whatever their digits and type,
 * timestamps as instants.
 */
final class CellEquality {
  private CellEquality() {}

  /**
   * @param expected numbers as {@link BigDecimal}s
   */
  static boolean holds(@Nullable Object expected, @Nullable Object actual) {
    if (expected == null || actual == null) {
      return expected == actual;
    }
    if (actual instanceof Double number) {
      return expected instanceof BigDecimal value
          ? value.doubleValue() == number
          : expected.equals(number.toString());
    }
    if (actual instanceof Number number) {
      return expected instanceof BigDecimal value
          && value.compareTo(new BigDecimal(number.toString())) == 0;
    }
    if (actual instanceof byte[] bytes) {
      return expected instanceof byte[] others && Arrays.equals(bytes, others);
    }
    if (actual instanceof List<?> elements) {
      return expected instanceof List<?> others && holdAll(others, elements);
    }
    return expected.equals(actual);
  }

  private static boolean holdAll(List<?> expected, List<?> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < actual.size(); i++) {
      if (!holds(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }
}
