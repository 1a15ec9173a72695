package io.tidemark.aggregate;

import java.math.BigInteger;

/** Exact numbers, rounded once to the nearest double, half to even. */
final class Rounding {
  /** Every double is a whole multiple of 2 to this power. */
  static final int LEAST_EXPONENT = -1074;

  private static final int PRECISION = 53;
  private static final int MANTISSA = PRECISION - 1;

  /** Enough bits of a quotient to know on which side of a half it is. */
  private static final int QUOTIENT_BITS = PRECISION + 11;

  private Rounding() {}

  /** {@code numerator * 2^exponent / divisor}; the divisor is positive. */
  static double quotient(BigInteger numerator, int exponent, long divisor) {
    if (numerator.signum() == 0) {
      return 0.0;
    }
    BigInteger magnitude = numerator.abs();
    BigInteger by = BigInteger.valueOf(divisor);
    int shift = Math.max(0, QUOTIENT_BITS + 1 + by.bitLength() - magnitude.bitLength());
    BigInteger[] division = magnitude.shiftLeft(shift).divideAndRemainder(by);
    double rounded = rounded(division[0], exponent - shift, division[1].signum() != 0);
    return numerator.signum() < 0 ? -rounded : rounded;
  }

  /** The square root of {@code numerator * 2^exponent / divisor}; the divisor is positive. */
  static double root(BigInteger numerator, int exponent, BigInteger divisor) {
    if (numerator.signum() == 0) {
      return 0.0;
    }
    int missing = 2 * QUOTIENT_BITS + 1 + divisor.bitLength() - numerator.bitLength();
    int shift = Math.max(0, missing);
    shift += (exponent - shift) & 1;
    BigInteger[] division = numerator.shiftLeft(shift).divideAndRemainder(divisor);
    BigInteger[] root = division[0].sqrtAndRemainder();
    boolean more = division[1].signum() != 0 || root[1].signum() != 0;
    return rounded(root[0], (exponent - shift) / 2, more);
  }

  /** The bits of a finite value without its sign, in units of 2 to its {@link #exponent}. */
  static long mantissa(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & ((1L << MANTISSA) - 1);
    return biased(bits) == 0 ? fraction : fraction | (1L << MANTISSA);
  }

  /** What its mantissa counts, above the {@link #LEAST_EXPONENT}. */
  static int exponent(double value) {
    return Math.max(0, biased(Double.doubleToRawLongBits(value)) - 1);
  }

  private static int biased(long bits) {
    return (int) (bits >>> MANTISSA) & 0x7ff;
  }

  /** {@code bits * 2^exponent}, and a little more where {@code more}. */
  private static double rounded(BigInteger bits, int exponent, boolean more) {
    int last = Math.max(bits.bitLength() - PRECISION + exponent, LEAST_EXPONENT);
    int dropped = last - exponent;
    long kept = bits.shiftRight(dropped).longValueExact();
    boolean half = bits.testBit(dropped - 1);
    boolean beyond = more || bits.getLowestSetBit() < dropped - 1;
    if (half && (beyond || (kept & 1) == 1)) {
      kept++;
    }
    return Math.scalb((double) kept, last);
  }
}
