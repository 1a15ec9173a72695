package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import org.apache.beam.sdk.util.VarInt;

/**
 * The sum of doubles without any rounding, and how many there were: the same to the last bit in
 * whatever order they were added and merged. It takes 3 or 4 limbs for values of like size, 68 at
 * most.
 */
final class ExactSum implements Accumulation {
  private static final int NAN = 1;
  private static final int PLUS_INFINITY = 2;
  private static final int MINUS_INFINITY = 4;

  /** In units of 2 to the {@link Rounding#LEAST_EXPONENT}. */
  private FixedPoint sum = new FixedPoint();

  private int specials;
  private long count;

  static ExactSum decode(InputStream in) throws IOException {
    ExactSum decoded = new ExactSum();
    decoded.count = VarInt.decodeLong(in);
    decoded.specials = in.read();
    decoded.sum = FixedPoint.decode(in);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    add((double) value);
  }

  void add(double value) {
    count++;
    if (Double.isNaN(value)) {
      specials |= NAN;
    } else if (Double.isInfinite(value)) {
      specials |= value > 0 ? PLUS_INFINITY : MINUS_INFINITY;
    } else {
      sum.add(value < 0, Rounding.mantissa(value), Rounding.exponent(value));
    }
  }

  @Override
  public void addAll(Accumulation other) {
    ExactSum that = (ExactSum) other;
    count += that.count;
    specials |= that.specials;
    sum.addAll(that.sum);
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(count, out);
    out.write(specials);
    sum.encode(out);
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
    return Rounding.quotient(digits(), exponent(), divisor);
  }

  /** Whether every value is a number: none is NaN or infinite. */
  boolean finite() {
    return specials == 0;
  }

  /** The sum of the numbers among the values, in units of 2 to the {@link #exponent}. */
  BigInteger digits() {
    return sum.digits();
  }

  int exponent() {
    return sum.exponent() + Rounding.LEAST_EXPONENT;
  }

  long count() {
    return count;
  }
}
