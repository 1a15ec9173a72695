package io.tidemark.enrich;

import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A value of a range's type as a whole number of 128 bits, in the order of the values: of what is
 * counted in whole numbers, neighbours differ by one. A string is an IP address.
 *
 * @param high the upper 64 bits, with the sign
 * @param low the lower 64 bits, unsigned
 */
record RangeValue(long high, long low) {
  private static final long NANOS = 1_000_000_000L;

  /** The number of {@code value}, or null if it is none: text that is no address, NaN. */
  static @Nullable RangeValue of(Type type, Object value) {
    return switch (type.kind()) {
      case STRING -> IpText.parse((String) value);
      case LONG -> ofLong((Long) value);
      case DOUBLE -> {
        double number = (Double) value;
        // -0.0 becomes 0.0
        yield Double.isNaN(number) ? null : ofLong(flipped(Double.doubleToLongBits(number + 0.0)));
      }
      case DECIMAL -> {
        BigInteger digits = ((BigDecimal) value).unscaledValue();
        yield new RangeValue(digits.shiftRight(Long.SIZE).longValue(), digits.longValue());
      }
      case DATE -> ofLong(((LocalDate) value).toEpochDay());
      case TIMESTAMP -> ofInstant((Instant) value);
      case BOOLEAN, BYTES, ARRAY -> throw new IllegalArgumentException("no range of " + type);
    };
  }

  private static RangeValue ofLong(long value) {
    return new RangeValue(value >> (Long.SIZE - 1), value);
  }

  /** The bits of a double, as a long of the same order; and back. */
  private static long flipped(long bits) {
    return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
  }

  private static RangeValue ofInstant(Instant instant) {
    long high = Math.multiplyHigh(instant.getEpochSecond(), NANOS);
    long low = instant.getEpochSecond() * NANOS;
    long sum = low + instant.getNano();
    return new RangeValue(Long.compareUnsigned(sum, low) < 0 ? high + 1 : high, sum);
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
  }

  int compareWith(RangeValue other) {
    return compare(high, low, other.high, other.low);
  }

  boolean isLargest() {
    return high == Long.MAX_VALUE && low == -1;
  }

  /** The next larger one. */
  RangeValue next() {
    return new RangeValue(low == -1 ? high + 1 : high, low + 1);
  }

  /** The value that it is the number of. */
  Object in(Type type) {
    return switch (type.kind()) {
      case STRING -> IpText.write(this);
      case LONG -> low;
      case DOUBLE -> Double.longBitsToDouble(flipped(low));
      case DECIMAL -> new BigDecimal(number(), type.scale());
      case DATE -> LocalDate.ofEpochDay(low);
      case TIMESTAMP -> {
        BigInteger[] parts = number().divideAndRemainder(BigInteger.valueOf(NANOS));
        yield Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
      }
      case BOOLEAN, BYTES, ARRAY -> throw new IllegalArgumentException("no range of " + type);
    };
  }

  /** The signed number that it is. */
  BigInteger number() {
    return BigInteger.valueOf(high)
        .shiftLeft(Long.SIZE)
        .or(new BigInteger(Long.toUnsignedString(low)));
  }
}
