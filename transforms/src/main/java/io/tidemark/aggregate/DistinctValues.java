package io.tidemark.aggregate;

import io.tidemark.model.Event;
import io.tidemark.model.Type;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;
import org.apache.datasketches.common.ResizeFactor;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Union;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How many distinct values there are, by a Theta sketch of {@value #NOMINAL} hashes.
 *
 * <p>Exact up to {@value #NOMINAL} distinct values (collisions of 63-bit hashes aside). Beyond, the
 * standard error is 1.6 %: within 3.1 % in 95 of 100 cases, within 4.7 % in 997 of 1,000. Equal
 * values count once: 0.0 and -0.0, every NaN, 1.0 and 1.00.
 *
 * <p>What counts is only the least {@value #NOMINAL} hashes and the one after them: whatever is
 * read of the sketch (value, bytes, what another one adds) is trimmed to these, so it does not
 * depend on the order of adding and merging.
 *
 * <p>Cost: while values are added some 400 bytes of memory for few and 64 KB for many, else what it
 * takes encoded: 8 bytes a value, 28 KB at most.
 */
final class DistinctValues implements Accumulation {
  private static final int NOMINAL = 4096;

  private static final byte[] NOTHING = {};

  /** In the place of the empty text, which the sketch would pass over; no text has these bytes. */
  private static final byte[] EMPTY_TEXT = {(byte) 0xff};

  private final Type type;

  /** What takes further values; null while there are none. */
  private @Nullable Union open;

  /** The values, while there is no {@link #open}; unpacked only when they are needed. */
  private byte[] packed = NOTHING;

  DistinctValues(Type type) {
    this.type = type;
  }

  static DistinctValues decode(Type type, InputStream in) throws IOException {
    DistinctValues decoded = new DistinctValues(type);
    int length = VarInt.decodeInt(in);
    decoded.packed = in.readNBytes(length);
    if (decoded.packed.length < length) {
      throw new EOFException("a sketch ends early");
    }
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    Union sketch = opened();
    switch (type.kind()) {
      case STRING -> {
        String text = (String) value;
        if (text.isEmpty()) {
          sketch.update(EMPTY_TEXT);
        } else {
          sketch.update(text);
        }
      }
      case BOOLEAN -> sketch.update((Boolean) value ? 1L : 0L);
      case LONG -> sketch.update((long) value);
      case DOUBLE -> sketch.update((double) value);
      case DECIMAL -> sketch.update(((BigDecimal) value).stripTrailingZeros().toString());
      case TIMESTAMP -> {
        Instant instant = (Instant) value;
        sketch.update(new long[] {instant.getEpochSecond(), instant.getNano()});
      }
      case DATE -> sketch.update(((LocalDate) value).toEpochDay());
      case BYTES -> {
        byte[] bytes = (byte[]) value;
        // Never empty: the sketch would pass over it.
        sketch.update(Arrays.copyOf(bytes, bytes.length + 1));
      }
      case ARRAY -> throw new IllegalArgumentException("no distinct values of type " + type);
    }
  }

  @Override
  public void addAll(Accumulation other) {
    byte[] more = ((DistinctValues) other).packed();
    if (more.length > 0) {
      opened().union(unpacked(more));
    }
  }

  private Union opened() {
    Union sketch = open;
    if (sketch == null) {
      sketch =
          SetOperation.builder()
              .setNominalEntries(NOMINAL)
              .setResizeFactor(ResizeFactor.X2)
              .buildUnion();
      if (packed.length > 0) {
        sketch.union(unpacked(packed));
      }
      open = sketch;
      packed = NOTHING;
    }
    return sketch;
  }

  private byte[] packed() {
    Union sketch = open;
    if (sketch != null) {
      packed = sketch.getResult().toByteArrayCompressed();
      open = null;
    }
    return packed;
  }

  private static CompactSketch unpacked(byte[] bytes) {
    return CompactSketch.heapify(Memory.wrap(bytes));
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    byte[] bytes = packed();
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  /** The number of distinct values, rounded to a whole one. */
  long estimate() {
    byte[] bytes = packed();
    return bytes.length == 0 ? 0 : Math.round(unpacked(bytes).getEstimate());
  }
}
