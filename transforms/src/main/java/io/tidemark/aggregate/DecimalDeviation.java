package io.tidemark.aggregate;

import io.tidemark.model.CellsCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;

/** The standard deviation of decimals. */
final class DecimalDeviation implements Deviation {
  private static final Type OF_ANY_SIZE = Type.decimal(Type.MAX_PRECISION, 0);

  private DecimalTotal total = new DecimalTotal();
  private BigDecimal squares = BigDecimal.ZERO;

  static DecimalDeviation decode(InputStream in) throws IOException {
    DecimalDeviation decoded = new DecimalDeviation();
    decoded.total = DecimalTotal.decode(in);
    if (CellsCoder.decodeValue(OF_ANY_SIZE, in) instanceof BigDecimal sum) {
      decoded.squares = sum;
    }
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    total.add(value, event);
    BigDecimal number = (BigDecimal) value;
    squares = squares.add(number.multiply(number));
  }

  @Override
  public void addAll(Accumulation other) {
    DecimalDeviation that = (DecimalDeviation) other;
    total.addAll(that.total);
    squares = squares.add(that.squares);
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    total.encode(out);
    CellsCoder.encodeValue(OF_ANY_SIZE, squares, out);
  }

  @Override
  public long count() {
    return total.count();
  }

  @Override
  public double value() {
    BigDecimal ofSquares = squares.multiply(BigDecimal.valueOf(count()));
    BigDecimal ofSum = total.sum().multiply(total.sum());
    BigDecimal numerator = ofSquares.subtract(ofSum);
    BigInteger unit = BigInteger.TEN.pow(numerator.scale());
    return Rounding.root(numerator.unscaledValue(), 0, Deviation.divisor(count()).multiply(unit));
  }
}
