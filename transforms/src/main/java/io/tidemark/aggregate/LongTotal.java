package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import org.apache.beam.sdk.util.VarInt;

/** The sum of longs, in 128 bits, and how many there were. */
final class LongTotal implements Accumulation {
  private long high;
  private long low;
  private long count;

  static LongTotal decode(InputStream in) throws IOException {
    LongTotal decoded = new LongTotal();
    decoded.high = VarInt.decodeLong(in);
    decoded.low = VarInt.decodeLong(in);
    decoded.count = VarInt.decodeLong(in);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    long addend = (Long) value;
    add(addend >> 63, addend);
    count++;
  }

  @Override
  public void addAll(Accumulation other) {
    LongTotal that = (LongTotal) other;
    add(that.high, that.low);
    count += that.count;
  }

  private void add(long moreHigh, long moreLow) {
    low += moreLow;
    high += moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(high, out);
    VarInt.encode(low, out);
    VarInt.encode(count, out);
  }

  BigInteger sum() {
    BigInteger lower = BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
    return BigInteger.valueOf(high).shiftLeft(64).add(lower);
  }

  long count() {
    return count;
  }
}
