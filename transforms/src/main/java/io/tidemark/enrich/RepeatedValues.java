package io.tidemark.enrich;

import io.tidemark.model.Type;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The first {@value #MOST} different values of one column, each held once: a value that repeats
 * costs a reference. Not thread-safe.
 */
final class RepeatedValues {
  static final int MOST = 65_536;

  private static final int ENTRY_BYTES = 48;

  private final boolean useful;
  private final Map<Object, Object> values;
  private long bytes;

  private RepeatedValues(boolean useful, Map<Object, Object> values, long bytes) {
    this.useful = useful;
    this.values = values;
    this.bytes = bytes;
  }

  /** Of a column of {@code type}: bytes and arrays are never taken for repeated. */
  static RepeatedValues of(Type type) {
    boolean useful = type.kind() != Type.Kind.BYTES && type.kind() != Type.Kind.ARRAY;
    return new RepeatedValues(useful, new HashMap<>(), 0);
  }

  RepeatedValues copy() {
    return new RepeatedValues(useful, new HashMap<>(values), bytes);
  }

  /** The value to hold for {@code value}: an equal one that is held already, or itself. */
  @Nullable Object held(@Nullable Object value) {
    if (value == null || !useful) {
      return value;
    }
    Object held = values.get(value);
    if (held != null) {
      return held;
    }
    if (values.size() < MOST) {
      values.put(value, value);
      bytes += ENTRY_BYTES + HeapSize.of(value);
    }
    return value;
  }

  /** What {@code value}, returned by {@link #held}, takes of the heap beside {@link #bytes}. */
  long bytesOf(@Nullable Object value) {
    return value == null || (useful && values.get(value) == value) ? 0 : HeapSize.of(value);
  }

  /** What it takes of the heap, its values included. */
  long bytes() {
    return bytes;
  }
}
