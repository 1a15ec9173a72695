package io.tidemark.aggregate;

import io.tidemark.model.CellsCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The least or the greatest value. Doubles are in the order of {@link Double#compare}: -0.0 before
 * 0.0, NaN after all; texts in that of their UTF-16 code units; false before true.
 */
final class Extreme implements Accumulation {
  private final Type type;
  private final boolean greatest;
  private @Nullable Object value;

  Extreme(Type type, boolean greatest) {
    this.type = type;
    this.greatest = greatest;
  }

  static Extreme decode(Type type, boolean greatest, InputStream in) throws IOException {
    Extreme decoded = new Extreme(type, greatest);
    decoded.value = CellsCoder.decodeValue(type, in);
    return decoded;
  }

  @Override
  public void add(Object other, Event event) {
    add(other);
  }

  @SuppressWarnings("unchecked") // Every type that has an extreme is held as a Comparable.
  private void add(Object other) {
    if (value == null) {
      value = other;
      return;
    }
    int order = ((Comparable<Object>) other).compareTo(value);
    if (greatest ? order > 0 : order < 0) {
      value = other;
    }
  }

  @Override
  public void addAll(Accumulation other) {
    Object that = ((Extreme) other).value;
    if (that != null) {
      add(that);
    }
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    CellsCoder.encodeValue(type, value, out);
  }

  /** The value, or null where there was none. */
  @Nullable Object value() {
    return value;
  }
}
