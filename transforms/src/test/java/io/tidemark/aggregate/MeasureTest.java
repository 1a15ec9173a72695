package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasureTest {
  static final Schema SCHEMA =
      Schema.of(
          Field.required("host", Type.STRING),
          Field.nullable("bytes", Type.LONG),
          Field.nullable("price", Type.decimal(10, 2)),
          Field.nullable("score", Type.DOUBLE),
          Field.nullable("at", Type.TIMESTAMP),
          Field.nullable("born", Type.DATE),
          Field.nullable("ok", Type.BOOLEAN),
          Field.nullable("raw", Type.BYTES),
          Field.nullable("tags", Type.array(Type.STRING)));
  private static final List<Cells> EVENTS =
      List.of(
          Cells.of("b", 1L, decimal("1.10"), 0.1, time(3), date(3), true, null, null),
          Cells.of("a", 2L, decimal("2.20"), 0.2, time(1), date(2), true, null, null),
          Cells.of("c", 4L, decimal("-3.00"), 0.3, time(2), date(1), false, null, null),
          Cells.of("c", null, null, null, null, null, null, null, null));

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private static Instant time(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static LocalDate date(long day) {
    return LocalDate.ofEpochDay(day);
  }

  /** The event of {@code cells} at an offset that is its event time, too. */
  private static Event event(long offset, Cells cells) {
    Arrival arrival =
        new Arrival(new byte[0], null, List.of(), null, new Position("p", offset), offset);
    return new Event(cells, offset, Event.BEFORE_ALL, arrival);
  }

  private static Measure compile(String sql) throws ExpressionException {
    return SerializableUtils.clone(Measure.compile("m", sql, SCHEMA));
  }

  /** The measure of {@code events}, half of them by way of bytes. */
  private static @Nullable Object value(String sql, List<Cells> events)
      throws ExpressionException, IOException {
    Measure measure = compile(sql);
    List<Measure> measures = List.of(measure);
    Accumulator all = Accumulator.of(measures);
    for (int i = 0; i < events.size(); i++) {
      Accumulator one = Accumulator.of(measures);
      one.add(event(i, events.get(i)), measures);
      all.addAll(i % 2 == 0 ? one : copy(one, measures));
      all = copy(all, measures);
    }
    assertEquals((long) events.size(), all.events());
    return measure.value(all.part(0));
  }

  private static Accumulator copy(Accumulator state, List<Measure> measures) throws IOException {
    AccumulatorCoder coder = AccumulatorCoder.of(measures);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(state, out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    Accumulator decoded = coder.decode(in);
    assertEquals(0, in.available());
    return decoded;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COUNT(*)| long| 4",
        "count(*)| long| 4",
        "COUNT(bytes)| long| 3",
        "COUNT(host)| long| 4",
        "COUNT(*) FILTER (WHERE bytes > 1)| long| 2",
        "COUNT(bytes) FILTER (WHERE host = 'c')| long| 1",
        "COUNT(*) FILTER (WHERE 4 / (bytes - 2) > 0)| long| 1",
        "COUNT(4 / (bytes - 2))| long| 2",
        "SUM(bytes)| long| 7",
        "SUM(bytes * 2) FILTER (WHERE ok)| long| 6",
        "SUM(8 / (bytes - 2))| long| -4",
        "SUM(price)| decimal(38,2)| 0.30",
        "SUM(score)| double| 0.6",
        "SUM(CASE WHEN ok THEN 1 ELSE 0 END)| long| 2",
        "AVG(bytes)| double| 2.3333333333333335",
        "AVG(price)| decimal(38,6)| 0.100000",
        "AVG(price) FILTER (WHERE bytes > 1)| decimal(38,6)| -0.400000",
        "AVG(score)| double| 0.2",
        "MIN(host)| string| a",
        "MAX(host)| string| c",
        "MIN(bytes)| long| 1",
        "MAX(bytes)| long| 4",
        "MIN(price)| decimal(10,2)| -3.00",
        "MAX(price)| decimal(10,2)| 2.20",
        "MIN(score)| double| 0.1",
        "MAX(-score)| double| -0.1",
        "MIN(\"at\")| timestamp| 1970-01-01T00:00:01Z",
        "MAX(\"at\")| timestamp| 1970-01-01T00:00:03Z",
        "MIN(born)| date| 1970-01-02",
        "MAX(born)| date| 1970-01-04",
        "MIN(ok)| boolean| false",
        "MAX(ok)| boolean| true",
        "COUNT(raw)| long| 0",
        "STDDEV(bytes)| double| 1.5275252316519468",
        "STDDEV(bytes) FILTER (WHERE ok)| double| 0.7071067811865476",
        "STDDEV(price)| double| 2.7404379212089442",
        "STDDEV(score)| double| 0.09999999999999999",
        "STDDEV(score) FILTER (WHERE bytes = 1)| double| null",
        "FIRST(bytes)| long| 1",
        "LAST(bytes)| long| 4",
        "LAST(host)| string| c",
        "FIRST(host) FILTER (WHERE NOT ok)| string| c",
        "LAST(ok) FILTER (WHERE ok)| boolean| true",
        "LAST(price * 2)| decimal(20,2)| -6.00",
        "FIRST(raw)| bytes| null",
        "LAST(tags)| array<string>| null",
        "APPROX_COUNT_DISTINCT(host)| long| 3",
        "APPROX_COUNT_DISTINCT(ok)| long| 2",
        "approx_count_distinct(raw)| long| 0",
        "APPROX_COUNT_DISTINCT(bytes) FILTER (WHERE ok)| long| 2",
        "APPROX_QUANTILE(bytes, 0)| double| 1.0",
        "APPROX_QUANTILE(bytes, 1)| double| 4.0",
        "APPROX_QUANTILE(bytes, 0.5)| double| 2.015625",
        "APPROX_QUANTILE(price, 1.0)| double| 2.2",
        "APPROX_QUANTILE(score, 5e-1) FILTER (WHERE bytes = 1)| double| 0.1"
      })
  void measureIsThatOfItsValuesAndLeavesOutNulls(String sql, String type, String expected)
      throws ExpressionException, IOException {
    Field field = compile(sql).field();

    assertEquals(expected, String.valueOf(value(sql, EVENTS)));
    assertEquals(type, field.type().toString());
    assertEquals(!sql.toUpperCase(Locale.ROOT).contains("COUNT"), field.nullable());
  }

  @Test
  void ofNothingOnlyACountHasAValue() throws ExpressionException, IOException {
    for (String sql :
        List.of(
            "SUM(bytes)",
            "SUM(price)",
            "SUM(score)",
            "AVG(bytes)",
            "MIN(host)",
            "STDDEV(bytes)",
            "STDDEV(price)",
            "STDDEV(score)",
            "FIRST(host)",
            "LAST(bytes)",
            "APPROX_QUANTILE(score, 0.5)")) {
      assertNull(value(sql, List.of()), sql);
      assertNull(value(sql + " FILTER (WHERE bytes > 100)", EVENTS), sql);
    }
    assertEquals(0L, value("COUNT(*)", List.of()));
    assertEquals(0L, value("COUNT(*) FILTER (WHERE bytes > 100)", EVENTS));
    assertEquals(0L, value("APPROX_COUNT_DISTINCT(host)", List.of()));
    assertEquals(0L, value("APPROX_COUNT_DISTINCT(host) FILTER (WHERE bytes > 100)", EVENTS));
  }

  @Test
  void sumOfLongsMayPassTheRangeOnItsWay() throws ExpressionException, IOException {
    List<Cells> events =
        List.of(longs(Long.MAX_VALUE), longs(Long.MAX_VALUE), longs(-Long.MAX_VALUE), longs(-7L));

    assertEquals(Long.MAX_VALUE - 7, value("SUM(bytes)", events));
    assertEquals(
        decimal(Long.toString(Long.MAX_VALUE))
            .subtract(decimal("7"))
            .divide(decimal("4"))
            .doubleValue(),
        value("AVG(bytes)", events));
  }

  @Test
  void sumThatFitsNoLongNamesTheMeasure() {
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> value("SUM(bytes)", List.of(longs(Long.MIN_VALUE), longs(-1L))));

    assertEquals(
        "measure m: the sum of bytes, -9223372036854775809, does not fit a long; use"
            + " SUM(CAST(bytes AS DECIMAL(38, 0))) or SUM(CAST(bytes AS DOUBLE))",
        e.getMessage());
  }

  @Test
  void leastAndGreatestDoubleAreInTheOrderOfJava() throws ExpressionException, IOException {
    List<Cells> zeros = List.of(doubles(0.0), doubles(-0.0));
    List<Cells> withNaN = List.of(doubles(Double.NaN), doubles(Double.POSITIVE_INFINITY));

    assertEquals(-0.0, value("MIN(score)", zeros));
    assertEquals(0.0, value("MAX(score)", zeros));
    assertEquals(Double.POSITIVE_INFINITY, value("MIN(score)", withNaN));
    assertEquals(Double.NaN, value("MAX(score)", withNaN));
  }

  private static Cells longs(long bytes) {
    return Cells.of("h", bytes, null, null, null, null, null, null, null);
  }

  private static Cells doubles(double score) {
    return Cells.of("h", null, null, score, null, null, null, null, null);
  }
}
