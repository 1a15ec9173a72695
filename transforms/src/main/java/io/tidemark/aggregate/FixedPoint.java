package io.tidemark.aggregate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;

/**
 * A sum without any rounding: the same to the last bit in whatever order its parts were added. A
 * number of 32-bit limbs, as many as the parts need, each held in a long, so that carries wait.
 */
final class FixedPoint {
  private static final int LIMB = 32;
  private static final long MASK = 0xffff_ffffL;
  private static final long RADIX = 1L << LIMB;
  private static final int MOST_PENDING = 1 << 30;

  /** {@code limbs[i]} counts units of 2^(32 * (first + i)). */
  private long[] limbs = new long[0];

  private int first;
  private int pending;

  static FixedPoint decode(InputStream in) throws IOException {
    FixedPoint decoded = new FixedPoint();
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

  /**
   * Adds {@code magnitude * 2^exponent}, or takes it away where {@code negative}.
   *
   * @param magnitude without a sign, 64 bits
   * @param exponent not negative
   */
  void add(boolean negative, long magnitude, int exponent) {
    if (magnitude == 0) {
      return;
    }
    int limb = exponent / LIMB;
    int shift = exponent % LIMB;
    cover(limb, limb + 2);
    int at = limb - first;
    long sign = negative ? -1 : 1;
    limbs[at] += sign * ((magnitude << shift) & MASK);
    limbs[at + 1] += sign * ((magnitude >>> (LIMB - shift)) & MASK);
    limbs[at + 2] += shift == 0 ? 0 : sign * (magnitude >>> (2 * LIMB - shift));
    if (++pending == MOST_PENDING) {
      carry();
    }
  }

  /** Adds {@code factor * factor * 2^exponent}. */
  void addSquare(long factor, int exponent) {
    add(false, factor * factor, exponent);
    add(false, Math.multiplyHigh(factor, factor), exponent + Long.SIZE);
  }

  /** Adds all of {@code that}, which stays as it is. */
  void addAll(FixedPoint that) {
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

  void encode(OutputStream out) throws IOException {
    trim();
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

  /** The sum, in units of 2 to the {@link #exponent}. */
  BigInteger digits() {
    carry();
    BigInteger sum = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(LIMB).add(BigInteger.valueOf(limbs[i]));
    }
    return sum;
  }

  int exponent() {
    return LIMB * first;
  }
}
