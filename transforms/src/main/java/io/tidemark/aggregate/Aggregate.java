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
 */
record Aggregate(Function function, Type argument) implements Serializable {
  private static final int AVERAGE_SCALE = 6;

  /** The aggregates that there are. */
  enum Function {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX
  }

  /**
   * The type of the result, or empty where there is none of such values: COUNT is a long; SUM is of
   * the type of its values, decimals at their widest; AVG of decimals has 6 digits after the point
   * or those of its values, fewer where 38 digits hold no more, and is a double otherwise.
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
      case MIN, MAX ->
          switch (argument.kind()) {
            case BYTES, ARRAY -> Optional.empty();
            default -> Optional.of(argument);
          };
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
      case MIN, MAX -> new Extreme(argument, function == Function.MAX);
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
      case MIN, MAX -> Extreme.decode(argument, function == Function.MAX, in);
    };
  }

  /**
   * The value of {@code state}: null where nothing was added, except for COUNT.
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
