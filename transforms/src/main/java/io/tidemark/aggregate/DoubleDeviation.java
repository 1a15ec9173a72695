package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The standard deviation of doubles; NaN where one of them is NaN or infinite. */
final class DoubleDeviation implements Deviation {
  private ExactSum total = new ExactSum();

  /** In units of 2 to twice the {@link Rounding#LEAST_EXPONENT}. */
  private FixedPoint squares = new FixedPoint();

  static DoubleDeviation decode(InputStream in) throws IOException {
    DoubleDeviation decoded = new DoubleDeviation();
    decoded.total = ExactSum.decode(in);
    decoded.squares = FixedPoint.decode(in);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    double number = (Double) value;
    total.add(number);
    if (Double.isFinite(number)) {
      squares.addSquare(Rounding.mantissa(number), 2 * Rounding.exponent(number));
    }
  }

  @Override
  public void addAll(Accumulation other) {
    DoubleDeviation that = (DoubleDeviation) other;
    total.addAll(that.total);
    squares.addAll(that.squares);
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    total.encode(out);
    squares.encode(out);
  }

  @Override
  public long count() {
    return total.count();
  }

  @Override
  public double value() {
    if (!total.finite()) {
      return Double.NaN;
    }
    int exponent = squares.exponent() + 2 * Rounding.LEAST_EXPONENT;
    return Deviation.of(count(), total.digits(), total.exponent(), squares.digits(), exponent);
  }
}
