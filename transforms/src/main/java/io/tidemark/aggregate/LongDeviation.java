package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The standard deviation of longs. */
final class LongDeviation implements Deviation {
  private LongTotal total = new LongTotal();
  private FixedPoint squares = new FixedPoint();

  static LongDeviation decode(InputStream in) throws IOException {
    LongDeviation decoded = new LongDeviation();
    decoded.total = LongTotal.decode(in);
    decoded.squares = FixedPoint.decode(in);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    total.add(value, event);
    squares.addSquare((Long) value, 0);
  }

  @Override
  public void addAll(Accumulation other) {
    LongDeviation that = (LongDeviation) other;
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
    return Deviation.of(count(), total.sum(), 0, squares.digits(), squares.exponent());
  }
}
