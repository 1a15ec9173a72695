package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;

/**
 * The sum of doubles without any rounding, and how many there were: the same to the last bit in
 * whatever order they were added and merged. A fixed-point number of 32-bit limbs, as many as the
 * values need (3 or 4 for values of like size, 68 at most), each held in a long, so that carries
 * wait.
 */
final class ExactSum implements Accumulation {
  private static final int LIMB = 32;
  private static final long MASK = 0xffff_ffffL;
  private static final long RADIX = 1L << LIMB;
  private static final int MANTISSA = 52;
  private static final int MOST_PENDING = 1 << 30;

  private static final int NAN = 1;
  private static final int PLUS_INFINITY = 2;
  private static final int MINUS_INFINITY = 4;

  /** {@code limbs[i]} counts units of 2^(32 * (first + i) + {@link Rounding#LEAST_EXPONENT}). */
  private long[] limbs = new long[0];

  private int first;
  private int pending;
  private int specials;
  private long count;

  static ExactSum decode(InputStream in) throws IOException {
    ExactSum decoded = new ExactSum();
    decoded.count = VarInt.decodeLong(in);
    decoded.specials = in.read();
    decoded.first = VarInt.decodeInt(in);
    int size = VarInt.decodeInt(in);
    decoded.limbs = new long[size];
    DataInputStream data = new DataInputStream(in);
    for (int i = 0; i < size - 1; i++) {
      decoded.limbs[i] = data.readInt() & MASK;
    }
    if (size > 0) {
      decoded.limbs[size - 1] = VarInt.decodeLong(in);
    }
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    add((double) value);
  }

  void add(double value) {
    count++;
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> MANTISSA) & 0x7ff;
    long mantissa = bits & ((1L << MANTISSA) - 1);
    if (exponent == 0x7ff) {
      specials |= mantissa != 0 ? NAN : bits > 0 ? PLUS_INFINITY : MINUS_INFINITY;
      return;
    }
    if (exponent > 0) {
      mantissa |= 1L << MANTISSA;
      exponent--;
    }
    if (mantissa == 0) {
      return;
    }
    int limb = exponent / LIMB;
    int shift = exponent % LIMB;
    cover(limb, limb + 2);
    int at = limb - first;
    long sign = bits < 0 ? -1 : 1;
    limbs[at] += sign * ((mantissa << shift) & MASK);
    limbs[at + 1] += sign * ((mantissa >>> (LIMB - shift)) & MASK);
    limbs[at + 2] += shift == 0 ? 0 : sign * (mantissa >>> (2 * LIMB - shift));
    if (++pending == MOST_PENDING) {
      carry();
    }
  }

  @Override
  public void addAll(Accumulation other) {
    ExactSum that = (ExactSum) other;
    count += that.count;
    specials |= that.specials;
    if (that.limbs.length == 0) {
      return;
    }
    carry();
    cover(that.first, that.first + that.limbs.length - 1);
    for (int i = 0; i < that.limbs.length; i++) {
      limbs[that.first - first + i] += that.limbs[i];
    }
    carry();
  }

  /** Makes room for the limbs {@code from} to {@code to}, and one above for the sign. */
  private void cover(int from, int to) {
    if (limbs.length == 0) {
      first = from;
      limbs = new long[to - from + 2];
    } else if (from < first || to + 2 > first + limbs.length) {
      int lowest = Math.min(from, first);
      int end = Math.max(to + 2, first + limbs.length);
      long[] wider = new long[end - lowest];
      System.arraycopy(limbs, 0, wider, first - lowest, limbs.length);
      limbs = wider;
      first = lowest;
    }
  }

  /** Brings every limb but the last into 0 .. 2^32 - 1, and the last within 2^32 of zero. */
  private void carry() {
    pending = 0;
    for (int i = 0; i < limbs.length - 1; i++) {
      limbs[i + 1] += limbs[i] >> LIMB;
      limbs[i] &= MASK;
    }
    int last = limbs.length - 1;
    if (last >= 0 && (limbs[last] >= RADIX || limbs[last] < -RADIX)) {
      limbs = Arrays.copyOf(limbs, limbs.length + 1);
      carry();
    }
  }

  /** The least number of limbs: one form for each sum. */
  private void trim() {
    carry();
    int end = limbs.length;
    while (end > 1 && (limbs[end - 1] == 0 || limbs[end - 1] == -1)) {
      limbs[end - 2] += limbs[end - 1] * RADIX;
      end--;
    }
    int start = 0;
    while (start < end && limbs[start] == 0) {
      start++;
    }
    limbs = Arrays.copyOfRange(limbs, start, end);
    first = limbs.length == 0 ? 0 : first + start;
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    trim();
    VarInt.encode(count, out);
    out.write(specials);
    VarInt.encode(first, out);
    VarInt.encode(limbs.length, out);
    DataOutputStream data = new DataOutputStream(out);
    for (int i = 0; i < limbs.length - 1; i++) {
      data.writeInt((int) limbs[i]);
    }
    if (limbs.length > 0) {
      VarInt.encode(limbs[limbs.length - 1], out);
    }
  }

  /**
   * The sum over {@code divisor}, rounded once, half to even. A sum of zero is 0.0, never -0.0; NaN
   * or infinities of both signs make NaN; what is beyond the greatest double is infinite.
   */
  double over(long divisor) {
    if ((specials & NAN) != 0 || specials == (PLUS_INFINITY | MINUS_INFINITY)) {
      return Double.NaN;
    } else if (specials != 0) {
      return specials == PLUS_INFINITY ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    carry();
    BigInteger sum = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(LIMB).add(BigInteger.valueOf(limbs[i]));
    }
    return Rounding.quotient(sum, LIMB * first + Rounding.LEAST_EXPONENT, divisor);
  }

  long count() {
    return count;
  }
}
