package io.tidemark.aggregate;

import java.math.BigInteger;

/**
 * The count, the sum and the sum of squares of values, all exact: what their standard deviation is
 * computed from, which is rounded once.
 */
interface Deviation extends Accumulation {
  long count();

  /** The sample standard deviation of two values or more. */
  double value();

  /**
   * The sample standard deviation of {@code count} values.
   *
   * @param sum in units of 2 to the {@code sumExponent}
   * @param squares the sum of the squares, in units of 2 to the {@code squaresExponent}
   */
  static double of(
      long count, BigInteger sum, int sumExponent, BigInteger squares, int squaresExponent) {
    int exponent = Math.min(2 * sumExponent, squaresExponent);
    BigInteger ofSquares =
        squares.multiply(BigInteger.valueOf(count)).shiftLeft(squaresExponent - exponent);
    BigInteger ofSum = sum.multiply(sum).shiftLeft(2 * sumExponent - exponent);
    return Rounding.root(ofSquares.subtract(ofSum), exponent, divisor(count));
  }

  static BigInteger divisor(long count) {
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(count - 1));
  }
}
