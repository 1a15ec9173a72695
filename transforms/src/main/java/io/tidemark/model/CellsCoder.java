package io.tidemark.model;

import com.google.common.primitives.Longs;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes {@link Cells} of one schema: a byte per null check, then the value. Deterministic, so
 * that cells may be the key of a shuffle: equal cells have equal bytes (-0.0 and 0.0 differ, NaN
 * has one form).
 */
public final class CellsCoder extends CustomCoder<Cells> {
  private final Schema schema;

  private CellsCoder(Schema schema) {
    this.schema = schema;
  }

  public static CellsCoder of(Schema schema) {
    return new CellsCoder(schema);
  }

  public Schema schema() {
    return schema;
  }

  @Override
  public void encode(Cells cells, OutputStream out) throws IOException {
    if (cells.size() != schema.size()) {
      throw new IOException(cells.size() + " cells for " + schema.size() + " columns " + schema);
    }
    for (int i = 0; i < schema.size(); i++) {
      encodeValue(schema.field(i).type(), cells.get(i), out);
    }
  }

  @Override
  public Cells decode(InputStream in) throws IOException {
    @Nullable Object[] values = new Object[schema.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = decodeValue(schema.field(i).type(), in);
    }
    return Cells.of(values);
  }

  /** Writes one value of {@code type}, null included. */
  public static void encodeValue(Type type, @Nullable Object value, OutputStream out)
      throws IOException {
    if (value == null) {
      out.write(0);
      return;
    }
    out.write(1);
    switch (type.kind()) {
      case STRING -> encodeBytes(((String) value).getBytes(StandardCharsets.UTF_8), out);
      case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
      case LONG -> VarInt.encode((Long) value, out);
      case DOUBLE -> encodeLong(Double.doubleToLongBits((Double) value), out);
      case DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        VarInt.encode(decimal.scale(), out);
        encodeBytes(decimal.unscaledValue().toByteArray(), out);
      }
      case TIMESTAMP -> {
        Instant instant = (Instant) value;
        VarInt.encode(instant.getEpochSecond(), out);
        VarInt.encode(instant.getNano(), out);
      }
      case DATE -> VarInt.encode(((LocalDate) value).toEpochDay(), out);
      case BYTES -> encodeBytes((byte[]) value, out);
      case ARRAY -> {
        List<?> list = (List<?>) value;
        VarInt.encode(list.size(), out);
        for (Object element : list) {
          encodeValue(elementOf(type), element, out);
        }
      }
    }
  }

  /** Reads one value of {@code type}, null included. */
  public static @Nullable Object decodeValue(Type type, InputStream in) throws IOException {
    int present = in.read();
    if (present == 0) {
      return null;
    }
    if (present != 1) {
      throw new IOException("cells end early or are of another schema");
    }
    return switch (type.kind()) {
      case STRING -> new String(decodeBytes(in), StandardCharsets.UTF_8);
      case BOOLEAN -> in.read() == 1;
      case LONG -> VarInt.decodeLong(in);
      case DOUBLE -> Double.longBitsToDouble(decodeLong(in));
      case DECIMAL -> {
        int scale = VarInt.decodeInt(in);
        yield new BigDecimal(new BigInteger(decodeBytes(in)), scale);
      }
      case TIMESTAMP -> {
        long seconds = VarInt.decodeLong(in);
        yield Instant.ofEpochSecond(seconds, VarInt.decodeInt(in));
      }
      case DATE -> LocalDate.ofEpochDay(VarInt.decodeLong(in));
      case BYTES -> decodeBytes(in);
      case ARRAY -> {
        int size = VarInt.decodeInt(in);
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
          list.add(decodeValue(elementOf(type), in));
        }
        yield list;
      }
    };
  }

  private static Type elementOf(Type array) {
    Type element = array.element();
    if (element == null) {
      throw new IllegalStateException("an array type without an element type");
    }
    return element;
  }

  static void encodeBytes(byte[] bytes, OutputStream out) throws IOException {
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  static byte[] decodeBytes(InputStream in) throws IOException {
    return decodeBytes(in, VarInt.decodeInt(in));
  }

  private static byte[] decodeBytes(InputStream in, int size) throws IOException {
    byte[] bytes = new byte[size];
    if (in.readNBytes(bytes, 0, size) < size) {
      throw new EOFException("cells end early");
    }
    return bytes;
  }

  private static void encodeLong(long value, OutputStream out) throws IOException {
    out.write(Longs.toByteArray(value));
  }

  private static long decodeLong(InputStream in) throws IOException {
    return Longs.fromByteArray(decodeBytes(in, Long.BYTES));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CellsCoder that && schema.equals(that.schema);
  }

  @Override
  public int hashCode() {
    return schema.hashCode();
  }
}
