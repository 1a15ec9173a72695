package io.tidemark.enrich;

import java.math.BigDecimal;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a cell's value takes of the heap, in bytes, about: as on a 64-bit JVM with compressed
 * references. What points to it is not counted.
 */
final class HeapSize {
  /** Of one element of an array of objects. */
  static final int REFERENCE = 4;

  private static final int ARRAY_HEADER = 16;
  private static final int SMALL_OBJECT = 24;
  private static final int BIG_DECIMAL = 40;
  private static final int BIG_INTEGER = 40;
  private static final int LONG_DIGITS = 18;

  private HeapSize() {}

  static long of(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return 0;
    }
    if (value instanceof String text) {
      return SMALL_OBJECT + padded(ARRAY_HEADER + (long) text.length() * bytesPerChar(text));
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.precision() <= LONG_DIGITS
          ? BIG_DECIMAL
          : BIG_DECIMAL + BIG_INTEGER + padded(ARRAY_HEADER + decimal.precision() / 2);
    }
    if (value instanceof byte[] bytes) {
      return padded(ARRAY_HEADER + bytes.length);
    }
    if (value instanceof List<?> list) {
      long elements = list.stream().mapToLong(HeapSize::of).sum();
      return SMALL_OBJECT + padded(ARRAY_HEADER + (long) REFERENCE * list.size()) + elements;
    }
    return SMALL_OBJECT;
  }

  /** A string of Latin-1 takes one. */
  private static int bytesPerChar(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return 2;
      }
    }
    return 1;
  }

  private static long padded(long bytes) {
    return (bytes + 7) / 8 * 8;
  }
}
