package io.tidemark.enrich;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/** Sorts row numbers: a stable merge sort, linear on what is in order already. */
final class RowOrder {
  private RowOrder() {}

  /**
   * Sorts {@code rows} in {@code [from, to)}.
   *
   * @param comparison of two row numbers, as a {@code Comparator} would
   */
  static void sort(int[] rows, int from, int to, IntBinaryOperator comparison) {
    if (to - from > 1) {
      sort(rows, from, to, new int[(to - from + 1) / 2], comparison);
    }
  }

  private static void sort(
      int[] rows, int from, int to, int[] spare, IntBinaryOperator comparison) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to + 1) >>> 1;
    sort(rows, from, middle, spare, comparison);
    sort(rows, middle, to, spare, comparison);
    if (comparison.applyAsInt(rows[middle - 1], rows[middle]) <= 0) {
      return;
    }
    System.arraycopy(rows, from, spare, 0, middle - from);
    int left = 0;
    int leftEnd = middle - from;
    int right = middle;
    int at = from;
    while (left < leftEnd && right < to) {
      rows[at++] =
          comparison.applyAsInt(spare[left], rows[right]) <= 0 ? spare[left++] : rows[right++];
    }
    System.arraycopy(spare, left, rows, at, leftEnd - left);
  }

  /** The numbers below {@code count}, each behind those of its class. */
  static int[] byClass(int[] classes, int count, int[] ends) {
    int[] order = new int[count];
    int[] next = Arrays.copyOf(ends, ends.length);
    for (int i = 0; i < count; i++) {
      order[next[classes[i]]++] = i;
    }
    return order;
  }
}
