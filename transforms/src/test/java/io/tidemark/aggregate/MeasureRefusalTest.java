package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasureRefusalTest {
  private static final Schema SCHEMA = MeasureTest.SCHEMA;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SUM(host)| 1| 5| SUM needs a number, host is a string",
        "SUM((host))| 1| 5| SUM needs a number, (host) is a string",
        "SUM(UPPER(host))| 1| 5| SUM needs a number, UPPER(host) is a string",
        "AVG(born)| 1| 5| AVG needs a number, born is a date",
        "MIN(raw)| 1| 5| MIN needs what has an order, raw is a bytes",
        "SUM(hots)| 1| 5| no column hots; did you mean host?",
        "STDDEV(host)| 1| 8| STDDEV needs a number, host is a string",
        "APPROX_QUANTILE(\"at\", 0.5)| 1| 17| APPROX_QUANTILE needs a number, \"at\" is a timestamp",
        "APPROX_COUNT_DISTINCT(tags)| 1| 23|"
            + " APPROX_COUNT_DISTINCT needs a single value, tags is an array<string>",
        "MAX(tags)| 1| 5| MAX needs what has an order, tags is an array<string>",
        "APPROX_QUANTILE(score)| 1| 1|"
            + " APPROX_QUANTILE takes a number and which quantile: (x, 0.95)",
        "APPROX_QUANTILE(*)| 1| 1|"
            + " APPROX_QUANTILE takes a number and which quantile: (x, 0.95)",
        "APPROX_QUANTILE(score, 95)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, 95 is not",
        "APPROX_QUANTILE(score, -0.1)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, -0.1 is not",
        "APPROX_QUANTILE(score, score)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, score is not",
        "APPROX_QUANTILE(score, 'p95')| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, 'p95' is not",
        "APPROX_QUANTILE(score, 1 / 0)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, 1 / 0 is not",
        "APPROX_QUANTILE(score, 0e0 / 0e0)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, 0e0 / 0e0 is not",
        "APPROX_QUANTILE(score, 1e300 * 1e300)| 1| 24|"
            + " the quantile is a number from 0 to 1, such as 0.95, 1e300 * 1e300 is not",
        "FIRST(*)| 1| 1| FIRST takes one argument",
        "FIRST(host, 2)| 1| 1| FIRST takes one argument",
        "LAST()| 1| 1| LAST takes one argument",
        "FIRST(hots)| 1| 7| no column hots; did you mean host?",
        "LAST(host) FILTER (WHERE hots)| 1| 26| no column hots; did you mean host?",
        "FIRST(host) FILTER| 1| 18| unexpected end of the expression",
        "SUM(LAST(host))| 1| 5| LAST is an aggregate and cannot stand here",
        "SUM(*)| 1| 1| SUM takes one argument",
        "SUM(bytes, bytes)| 1| 1| SUM takes one argument",
        "COUNT(bytes, bytes)| 1| 1| COUNT takes * or one argument",
        "COUNT()| 1| 1| COUNT takes * or one argument",
        "COUNT(DISTINCT host)| 1| 1|"
            + " COUNT(DISTINCT ...) is not supported yet; APPROX_COUNT_DISTINCT(...) is",
        "SUM(DISTINCT bytes)| 1| 1| SUM(DISTINCT ...) is not supported yet",
        "SUM(COUNT(*))| 1| 5| COUNT is an aggregate and cannot stand here",
        "SUM(bytes) FILTER (WHERE bytes)| 1| 26| FILTER needs a condition, bytes is a long",
        "SUM(bytes) FILTER (WHERE hots = 1)| 1| 26| no column hots; did you mean host?",
        "COUNT(*) FILTER (WHERE bytes >)| 1| 30| unexpected >"
      })
  void errorSaysWhatIsWrongAndWhere(String sql, int line, int column, String message) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> Measure.compile("m", sql, SCHEMA));

    assertEquals(message, e.getMessage());
    assertEquals(line + ":" + column, e.line() + ":" + e.column());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"bytes", "ABS(bytes)", "SUM(bytes) / COUNT(*)", "SUM(bytes) + 1", "1"})
  void measureIsOneAggregateCall(String sql) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> Measure.compile("m", sql, SCHEMA));

    assertEquals(
        "a measure is one aggregate call, such as SUM(x), with an optional FILTER (WHERE ...); "
            + sql
            + " is not",
        e.getMessage());
  }
}
