package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantilesTest {
  private static final Event EVENT = RandomEvents.of(Cells.of());

  private static Quantiles of(List<? extends Number> values) {
    Quantiles state = new Quantiles();
    values.forEach(value -> state.add(value, EVENT));
    return state;
  }

  private static double quantile(String p, Number... values) {
    return of(List.of(values)).value(new BigDecimal(p));
  }

  private static double oracle(List<Double> values, BigDecimal p) {
    BigDecimal rank = p.multiply(BigDecimal.valueOf(values.size() - 1));
    return values.stream().sorted().toList().get(rank.setScale(0, RoundingMode.FLOOR).intValue());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 300, 2000})
  void quantileIsWithinOnePercentOfTheValueAtItsRank(int exponents) {
    Random random = new Random(exponents);
    for (int round = 0; round < 50; round++) {
      List<Double> values = new ArrayList<>();
      int size = 1 + random.nextInt(500);
      for (int i = 0; i < size; i++) {
        int exponent = random.nextInt(exponents) - exponents / 2;
        values.add(random.nextInt(10) == 0 ? 0.0 : Math.scalb(random.nextDouble() - 0.3, exponent));
      }
      for (String p : List.of("0", "0.01", "0.25", "0.5", "0.9", "0.99", "0.999", "1")) {
        double expected = oracle(values, new BigDecimal(p));

        double actual = of(values).value(new BigDecimal(p));

        assertTrue(
            Math.abs(actual - expected) <= Math.abs(expected) / 128, actual + " for " + expected);
      }
    }
  }

  @Test
  void rankIsExactForADecimalQuantile() {
    List<Integer> hundredAndOne = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      hundredAndOne.add(1 << (i < 29 ? 0 : 1));
    }

    assertEquals(2.0, Math.rint(of(hundredAndOne).value(new BigDecimal("0.29"))));
    assertEquals(1.0, Math.rint(of(hundredAndOne).value(new BigDecimal("0.28"))));
  }

  @Test
  void quantileOfEqualValuesAndTheExtremesAreExact() {
    assertEquals(100.0, quantile("0.5", 100L, 100L, 100L));
    assertEquals(0.1, quantile("0", 0.1, 17.0, 3e300));
    assertEquals(-7.0, quantile("0", -7.0, -6.0));
    assertEquals(Double.MAX_VALUE, quantile("1", 0.1, Double.MAX_VALUE));
    assertEquals(-Double.MAX_VALUE, quantile("0", 0.1, -Double.MAX_VALUE));
    assertEquals(Double.MIN_VALUE, quantile("1", Double.MIN_VALUE));
    assertEquals(0.0, quantile("0.5", -0.0, -0.0));
    assertEquals(9.25, quantile("0.5", new BigDecimal("9.25")));
  }

  @Test
  void whatIsNoNumberHasItsPlaceInTheOrder() {
    Number[] values = {
      Double.NaN, Double.POSITIVE_INFINITY, 1.0, Double.NEGATIVE_INFINITY, -1.0, 0.0
    };

    assertEquals(Double.NEGATIVE_INFINITY, quantile("0", values));
    assertEquals(-1.0, quantile("0.2", values));
    assertEquals(0.0, quantile("0.4", values));
    assertEquals(1.0, quantile("0.6", values));
    assertEquals(Double.POSITIVE_INFINITY, quantile("0.8", values));
    assertEquals(Double.NaN, quantile("1", values));
  }

  @Test
  void stateIsAsSmallAsTheValuesAreAlike() throws IOException {
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    List<Long> millis = new ArrayList<>();
    for (long i = 1; i <= 100_000; i++) {
      millis.add(i % 1000 + 1);
    }

    new Quantiles().encode(empty);
    of(List.of(200L)).encode(one);
    of(millis).encode(many);

    assertEquals(6, empty.size());
    assertEquals(25, one.size());
    assertTrue(many.size() <= 1300, many.size() + " bytes");
  }
}
