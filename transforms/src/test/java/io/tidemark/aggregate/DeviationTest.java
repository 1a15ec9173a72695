package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.aggregate.Aggregate.Function;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviationTest {
  private static final MathContext DIGITS = new MathContext(1600);
  private static final Event EVENT = RandomEvents.of(Cells.of());

  private static @Nullable Object deviation(Type type, List<?> values) {
    Aggregate aggregate = new Aggregate(Function.STDDEV, type, null);
    Accumulation state = aggregate.create();
    values.forEach(value -> state.add(value, EVENT));
    return aggregate.value(state);
  }

  private static @Nullable Object ofDoubles(Double... values) {
    return deviation(Type.DOUBLE, List.of(values));
  }

  private static @Nullable Object ofLongs(Long... values) {
    return deviation(Type.LONG, List.of(values));
  }

  /** From the definition: the squares of the distances from the mean, over n - 1. */
  private static double oracle(List<BigDecimal> values) {
    BigDecimal n = BigDecimal.valueOf(values.size());
    BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal squares = BigDecimal.ZERO;
    for (BigDecimal value : values) {
      BigDecimal distance = value.multiply(n).subtract(sum);
      squares = squares.add(distance.multiply(distance));
    }
    BigDecimal divisor = n.multiply(n).multiply(n.subtract(BigDecimal.ONE));
    return squares.divide(divisor, DIGITS).sqrt(new MathContext(800)).doubleValue();
  }

  private static <T> List<T> take(int size, Supplier<T> values) {
    List<T> taken = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      taken.add(values.get());
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 300, 2000})
  void deviationOfDoublesIsTheExactOneRoundedOnce(int exponents) {
    Random random = new Random(exponents);
    for (int round = 0; round < 20; round++) {
      List<Double> values =
          take(
              2 + random.nextInt(30),
              () ->
                  Math.scalb(random.nextDouble() - 0.5, random.nextInt(exponents) - exponents / 2));

      assertEquals(
          oracle(values.stream().map(BigDecimal::new).toList()), deviation(Type.DOUBLE, values));
    }
  }

  @Test
  void deviationOfLongsIsTheExactOneRoundedOnce() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int bits = random.nextInt(64);
      List<Long> values = take(2 + random.nextInt(50), () -> random.nextLong() >> bits);

      assertEquals(
          oracle(values.stream().map(BigDecimal::valueOf).toList()), deviation(Type.LONG, values));
    }
  }

  @Test
  void deviationOfDecimalsIsTheExactOneRoundedOnce() {
    Random random = new Random(2);
    for (int round = 0; round < 50; round++) {
      int bits = 1 + random.nextInt(120);
      List<BigDecimal> values =
          take(
              2 + random.nextInt(50),
              () ->
                  new BigDecimal(new BigInteger(bits, random), 6)
                      .subtract(new BigDecimal(new BigInteger(bits, random), 6)));

      assertEquals(oracle(values), deviation(Type.decimal(38, 6), values));
    }
  }

  @Test
  void deviationIsThatOfASample() {
    assertEquals(2.0, ofLongs(1L, 3L, 5L));
    assertEquals(2.0, ofDoubles(1.0, 3.0, 5.0));
    assertEquals(
        0.2,
        deviation(
            Type.decimal(5, 1),
            List.of(new BigDecimal("0.1"), new BigDecimal("0.3"), new BigDecimal("0.5"))));
    assertNull(ofLongs());
    assertNull(ofLongs(7L));
    assertNull(ofDoubles(Double.NaN));
  }

  @Test
  void greatAndSmallNumbersLoseNothing() {
    double great = 1e15 + 0.5;
    assertEquals(0.5, ofDoubles(great, great + 0.5, great + 1.0));
    assertEquals(0.0, ofDoubles(0.1, 0.1, 0.1));
    assertEquals(1.0, ofLongs(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 2));
    assertEquals(1.3043817825332783E19, ofLongs(Long.MIN_VALUE, Long.MAX_VALUE));
    assertEquals(Double.MIN_VALUE, ofDoubles(0.0, Double.MIN_VALUE));
    assertEquals(Double.POSITIVE_INFINITY, ofDoubles(Double.MAX_VALUE, -Double.MAX_VALUE));
    assertEquals(0.0, ofDoubles(Double.MAX_VALUE, Double.MAX_VALUE));
  }

  @Test
  void whatIsNoNumberMakesTheDeviationNone() {
    assertEquals(Double.NaN, ofDoubles(1.0, 2.0, Double.NaN));
    assertEquals(Double.NaN, ofDoubles(1.0, 2.0, Double.POSITIVE_INFINITY));
    assertEquals(Double.NaN, ofDoubles(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }
}
