package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.beam.sdk.util.VarInt;

/** The sum of decimals, exact, and how many there were. */
final class DecimalTotal implements Accumulation {
  private BigDecimal sum = BigDecimal.ZERO;
  private long count;

  static DecimalTotal decode(InputStream in) throws IOException {
    DecimalTotal decoded = new DecimalTotal();
    decoded.count = VarInt.decodeLong(in);
    int scale = VarInt.decodeInt(in);
    byte[] digits = in.readNBytes(VarInt.decodeInt(in));
    decoded.sum = new BigDecimal(new BigInteger(digits), scale);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    sum = sum.add((BigDecimal) value);
    count++;
  }

  @Override
  public void addAll(Accumulation other) {
    DecimalTotal that = (DecimalTotal) other;
    sum = sum.add(that.sum);
    count += that.count;
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(count, out);
    VarInt.encode(sum.scale(), out);
    byte[] digits = sum.unscaledValue().toByteArray();
    VarInt.encode(digits.length, out);
    out.write(digits);
  }

  BigDecimal sum() {
    return sum;
  }

  long count() {
    return count;
  }
}
