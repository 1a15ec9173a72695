package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DistinctValuesTest {
  private static final Event EVENT = RandomEvents.of(Cells.of());

  private static DistinctValues of(Type type, Iterable<?> values) {
    DistinctValues state = new DistinctValues(type);
    values.forEach(value -> state.add(value, EVENT));
    return state;
  }

  private static long count(Type type, Object... values) {
    return of(type, List.of(values)).estimate();
  }

  private static DistinctValues longs(long from, long to) {
    return of(Type.LONG, LongStream.range(from, to).boxed().toList());
  }

  private static int size(DistinctValues state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    state.encode(out);
    return out.size();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1000, 4096})
  void countIsExactUpToTheNominalNumber(int values) {
    DistinctValues state = longs(0, values);
    state.addAll(longs(0, values));

    assertEquals(values, state.estimate());
  }

  @Test
  void ninetyFiveOfAHundredEstimatesAreWithinThreePercent() {
    int near = 0;
    for (int i = 0; i < 100; i++) {
      long estimate = longs(20_000L * i, 20_000L * (i + 1)).estimate();
      assertTrue(Math.abs(estimate - 20_000) <= 940, estimate + " of 20000");
      near += Math.abs(estimate - 20_000) <= 620 ? 1 : 0;
    }

    assertTrue(near >= 95, near + " of 100");
  }

  @Test
  void estimateNeverGoesBack() {
    DistinctValues state = new DistinctValues(Type.LONG);
    long before = 0;
    for (long value = 0; value < 12_000; value++) {
      state.add(value % 10_000, EVENT);
      if ((value > 4000 && value < 4200) || value % 50 == 0) {
        long estimate = state.estimate();

        assertTrue(estimate >= before, estimate + " after " + before);
        before = estimate;
      }
    }
  }

  @Test
  void overlappingPartsCountOnceInAnyTreeOfMerges() {
    long expected = longs(0, 50_000).estimate();
    Random random = new Random(5);
    for (int round = 0; round < 10; round++) {
      DistinctValues state = new DistinctValues(Type.LONG);
      for (long from = 0; from < 50_000; ) {
        long to = Math.min(50_000, from + 1 + random.nextInt(9000));
        DistinctValues part = longs(Math.max(0, from - random.nextInt(5000)), to);
        if (random.nextBoolean()) {
          state.addAll(part);
        } else {
          part.addAll(state);
          state = part;
        }
        from = to;
      }

      assertEquals(expected, state.estimate());
    }
  }

  @Test
  void equalValuesCountOnce() {
    assertEquals(1, count(Type.DOUBLE, 0.0, -0.0));
    assertEquals(
        1, count(Type.DOUBLE, Double.NaN, Double.longBitsToDouble(0x7ff8_0000_0000_0001L)));
    assertEquals(
        2,
        count(
            Type.decimal(9, 2),
            new BigDecimal("10"),
            new BigDecimal("10.00"),
            new BigDecimal("1E+1"),
            new BigDecimal("0.00"),
            new BigDecimal("0")));
    assertEquals(1, count(Type.BYTES, new byte[] {1, 2}, new byte[] {1, 2}));
    assertEquals(2, count(Type.BOOLEAN, true, false, true));
    assertEquals(1, count(Type.STRING, "h1", new String("h1".toCharArray())));
  }

  @Test
  void differentValuesCountEach() {
    assertEquals(4, count(Type.STRING, "", " ", "\u00ff", "\0"));
    assertEquals(3, count(Type.BYTES, new byte[0], new byte[] {0}, new byte[] {0, 0}));
    assertEquals(3, count(Type.LONG, 0L, 1L, Long.MIN_VALUE));
    assertEquals(3, count(Type.decimal(9, 2), BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO));
    assertEquals(2, count(Type.DATE, LocalDate.EPOCH, LocalDate.EPOCH.plusDays(1)));
    assertEquals(
        3,
        count(
            Type.TIMESTAMP,
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Instant.EPOCH.plusSeconds(1)));
  }

  @Test
  void stateOfFewValuesIsSmall() throws IOException {
    assertEquals(1, size(longs(0, 0)));
    assertEquals(17, size(longs(0, 1)));
    assertTrue(size(longs(0, 10)) <= 90);
    assertTrue(size(longs(0, 100_000)) <= 28_000);
  }
}
