package io.tidemark.aggregate;

import io.tidemark.model.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is computed of the values of one type: which state it keeps, and the result of it.
 *
 * @param argument the type of the values; for COUNT of no meaning
 * @param quantile which one APPROX_QUANTILE is, from 0 to 1; else null
 */
record Aggregate(Function function, Type argument, @Nullable BigDecimal quantile)
    implements Serializable {
  private static final int AVERAGE_SCALE = 6;

  /** The aggregates that there are. */
  enum Function {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    STDDEV,
    FIRST,
    LAST,
    APPROX_COUNT_DISTINCT,
    APPROX_QUANTILE;

    /** Whether it has a value where there is nothing to compute it of. */
    boolean counts() {
      return this == COUNT || this == APPROX_COUNT_DISTINCT;
    }

    /** Whether its value can only grow as values are added. */
    boolean grows() {
      return counts() || this == MAX;
    }

    /** What it needs of its argument, for a message. */
    String need() {
      return switch (this) {
        case COUNT, FIRST, LAST -> "a value";
        case SUM, AVG, STDDEV, APPROX_QUANTILE -> "a number";
        case MIN, MAX -> "what has an order";
        case APPROX_COUNT_DISTINCT -> "a single value";
      };
    }
  }

  /**
   * The type of the result, or empty where there is none of such values: a count is a long; SUM is
   * of the type of its values, decimals at their widest; AVG of decimals has 6 digits after the
   * point or those of its values, fewer where 38 digits hold no more, and is a double otherwise;
   * STDDEV and APPROX_QUANTILE are doubles; the others are of the type of their values.
   */
  Optional<Type> result() {
    return switch (function) {
      case COUNT -> Optional.of(Type.LONG);
      case SUM ->
          switch (argument.kind()) {
            case LONG, DOUBLE -> Optional.of(argument);
            case DECIMAL -> Optional.of(Type.decimal(Type.MAX_PRECISION, argument.scale()));
            default -> Optional.empty();
          };
      case AVG ->
          switch (argument.kind()) {
            case LONG, DOUBLE -> Optional.of(Type.DOUBLE);
            case DECIMAL -> Optional.of(Type.decimal(Type.MAX_PRECISION, averageScale()));
            default -> Optional.empty();
          };
      case STDDEV, APPROX_QUANTILE ->
          switch (argument.kind()) {
            case LONG, DOUBLE, DECIMAL -> Optional.of(Type.DOUBLE);
            default -> Optional.empty();
          };
      case MIN, MAX ->
          switch (argument.kind()) {
            case BYTES, ARRAY -> Optional.empty();
            default -> Optional.of(argument);
          };
      case FIRST, LAST -> Optional.of(argument);
      case APPROX_COUNT_DISTINCT ->
          argument.kind() == Type.Kind.ARRAY ? Optional.empty() : Optional.of(Type.LONG);
    };
  }

  private int averageScale() {
    int room = Type.MAX_PRECISION - (argument.precision() - argument.scale());
    return Math.max(argument.scale(), Math.min(AVERAGE_SCALE, room));
  }

  Accumulation create() {
    return switch (function) {
      case COUNT -> new EventCount();
      case SUM, AVG ->
          switch (argument.kind()) {
            case LONG -> new LongTotal();
            case DOUBLE -> new ExactSum();
            default -> new DecimalTotal();
          };
      case STDDEV ->
          switch (argument.kind()) {
            case LONG -> new LongDeviation();
            case DOUBLE -> new DoubleDeviation();
            default -> new DecimalDeviation();
          };
      case MIN, MAX -> new Extreme(argument, function == Function.MAX);
      case FIRST, LAST -> new FirstOrLast(argument, function == Function.LAST);
      case APPROX_COUNT_DISTINCT -> new DistinctValues(argument);
      case APPROX_QUANTILE -> new Quantiles();
    };
  }

  Accumulation decode(InputStream in) throws IOException {
    return switch (function) {
      case COUNT -> EventCount.decode(in);
      case SUM, AVG ->
          switch (argument.kind()) {
            case LONG -> LongTotal.decode(in);
            case DOUBLE -> ExactSum.decode(in);
            default -> DecimalTotal.decode(in);
          };
      case STDDEV ->
          switch (argument.kind()) {
            case LONG -> LongDeviation.decode(in);
            case DOUBLE -> DoubleDeviation.decode(in);
            default -> DecimalDeviation.decode(in);
          };
      case MIN, MAX -> Extreme.decode(argument, function == Function.MAX, in);
      case FIRST, LAST -> FirstOrLast.decode(argument, function == Function.LAST, in);
      case APPROX_COUNT_DISTINCT -> DistinctValues.decode(argument, in);
      case APPROX_QUANTILE -> Quantiles.decode(in);
    };
  }

  /**
   * The value of {@code state}: null where nothing was added, except for counts; STDDEV is also
   * null of one value.
   *
   * @throws ArithmeticException where the sum does not fit its type; the message is the number
   */
  @Nullable Object value(Accumulation state) {
    if (state instanceof EventCount events) {
      return events.count();
    } else if (state instanceof Extreme extreme) {
      return extreme.value();
    } else if (state instanceof LongTotal total) {
      return total.count() == 0 ? null : valueOf(total);
    } else if (state instanceof ExactSum sum) {
      return sum.count() == 0 ? null : (Object) sum.over(isSum() ? 1 : sum.count());
    } else if (state instanceof DecimalTotal total) {
      return total.count() == 0 ? null : valueOf(total);
    } else if (state instanceof Deviation deviation) {
      return deviation.count() < 2 ? null : (Object) deviation.value();
    } else if (state instanceof FirstOrLast end) {
      return end.value();
    } else if (state instanceof DistinctValues distinct) {
      return distinct.estimate();
    } else if (state instanceof Quantiles quantiles && quantile != null) {
      return quantiles.count() == 0 ? null : (Object) quantiles.value(quantile);
    }
    throw new IllegalStateException("a state of " + state.getClass());
  }

  private boolean isSum() {
    return function == Function.SUM;
  }

  private Object valueOf(LongTotal total) {
    BigInteger sum = total.sum();
    if (!isSum()) {
      return Rounding.quotient(sum, 0, total.count());
    } else if (sum.bitLength() >= Long.SIZE) {
      throw new ArithmeticException(sum.toString());
    }
    return sum.longValue();
  }

  private BigDecimal valueOf(DecimalTotal total) {
    BigDecimal value =
        isSum()
            ? total.sum().setScale(argument.scale())
            : total
                .sum()
                .divide(BigDecimal.valueOf(total.count()), averageScale(), RoundingMode.HALF_UP);
    if (value.precision() > Type.MAX_PRECISION) {
      throw new ArithmeticException(value.toPlainString());
    }
    return value;
  }
}
