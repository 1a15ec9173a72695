package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactSumTest {
  private static ExactSum of(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum;
  }

  private static ExactSum of(double... values) {
    return of(java.util.Arrays.stream(values).boxed().toList());
  }

  private static byte[] encoded(ExactSum sum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sum.encode(out);
    return out.toByteArray();
  }

  private static ExactSum copy(ExactSum sum) throws IOException {
    return ExactSum.decode(new ByteArrayInputStream(encoded(sum)));
  }

  private static BigDecimal oracle(List<Double> values) {
    return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Doubles of {@code exponents} magnitudes around 1, of both signs. */
  private static List<Double> random(Random random, int size, int exponents) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int exponent = random.nextInt(exponents) - exponents / 2;
      values.add(Math.scalb(random.nextDouble() - 0.5, exponent));
    }
    return values;
  }

  /**
   * Adds {@code values} in any order, in parts that are merged in any order, some by way of bytes.
   */
  private static ExactSum merged(List<Double> values, Random random) throws IOException {
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    List<ExactSum> parts = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(20));
      parts.add(of(shuffled.subList(from, to)));
      from = to;
    }
    Collections.shuffle(parts, random);
    ExactSum sum = new ExactSum();
    for (ExactSum part : parts) {
      sum.addAll(random.nextBoolean() ? part : copy(part));
      sum = random.nextInt(4) == 0 ? copy(sum) : sum;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 300, 2000})
  void sumIsTheExactSumRoundedOnceInAnyOrderOfAddingAndMerging(int exponents) throws IOException {
    Random random = new Random(exponents);
    for (int round = 0; round < 200; round++) {
      List<Double> values = random(random, 1 + random.nextInt(100), exponents);

      ExactSum sum = merged(values, random);

      assertEquals(oracle(values).doubleValue(), sum.over(1));
      assertArrayEquals(encoded(of(values)), encoded(sum));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 300, 2000})
  void averageIsTheExactQuotientRoundedOnce(int exponents) {
    Random random = new Random(exponents);
    for (int round = 0; round < 50; round++) {
      List<Double> values = random(random, 1 + random.nextInt(50), exponents);
      BigDecimal quotient =
          oracle(values).divide(BigDecimal.valueOf(values.size()), new MathContext(1500));

      ExactSum sum = of(values);

      assertEquals(quotient.doubleValue(), sum.over(sum.count()));
    }
  }

  @Test
  void whatCancelsLeavesWhatIsSmall() {
    assertEquals(1.0, of(1e308, 1.0, -1e308).over(1));
    assertEquals(Double.MIN_VALUE, of(1e300, Double.MIN_VALUE, -1e300).over(1));
    assertEquals(0.0, of(0.1, 0.2, -0.1, -0.2).over(1));
  }

  @Test
  void halvesGoToEven() {
    assertEquals(0x1p53, of(0x1p53, 1.0).over(1));
    assertEquals(0x1p53 + 4, of(0x1p53 + 2, 1.0).over(1));
    assertEquals(0x1p53 + 2, of(0x1p53, 1.0, Double.MIN_VALUE).over(1));
    assertEquals(0.0, of(Double.MIN_VALUE).over(2));
    assertEquals(2 * Double.MIN_VALUE, of(3 * Double.MIN_VALUE).over(2));
  }

  @Test
  void sumBeyondTheGreatestDoubleIsInfiniteOnlyIfItStaysThere() {
    assertEquals(Double.POSITIVE_INFINITY, of(Double.MAX_VALUE, Double.MAX_VALUE).over(1));
    assertEquals(
        Double.MAX_VALUE, of(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE).over(1));
    assertEquals(Double.MAX_VALUE, of(Double.MAX_VALUE, Double.MAX_VALUE).over(2));
  }

  @Test
  void manyGreatValuesCarryIntoNewLimbs() throws IOException {
    ExactSum sum = of(Double.MAX_VALUE);
    for (int i = 0; i < 70; i++) {
      sum.addAll(copy(sum));
    }

    assertEquals(Double.POSITIVE_INFINITY, sum.over(1));
    sum.addAll(of(1.0));
    assertEquals(Math.scalb(Double.MAX_VALUE, 10), sum.over(1L << 60));
  }

  @Test
  void notANumberAndInfinitiesDecide() throws IOException {
    assertEquals(Double.NaN, copy(of(1.0, Double.NaN)).over(1));
    assertEquals(Double.POSITIVE_INFINITY, copy(of(1.0, Double.POSITIVE_INFINITY)).over(1));
    assertEquals(Double.NEGATIVE_INFINITY, copy(of(Double.NEGATIVE_INFINITY, 1e308)).over(1));
    assertEquals(Double.NaN, copy(of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)).over(1));
  }

  @Test
  void zeroHasNoSign() {
    assertEquals(0.0, of(-0.0).over(1));
    assertEquals(0.0, of(-0.0, -0.0).over(2));
  }

  @Test
  void sumOfValuesOfLikeSizeTakesFewBytes() throws IOException {
    Random random = new Random(7);

    byte[] bytes = encoded(of(random(random, 10_000, 10)));

    assertEquals(true, bytes.length <= 24, bytes.length + " bytes");
  }
}
