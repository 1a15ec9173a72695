package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasureGrowthTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COUNT(*)| true",
        "COUNT(bytes) FILTER (WHERE ok)| true",
        "MAX(host)| true",
        "APPROX_COUNT_DISTINCT(host)| true",
        "SUM(bytes)| false",
        "AVG(bytes)| false",
        "MIN(bytes)| false",
        "STDDEV(bytes)| false",
        "FIRST(bytes)| false",
        "LAST(bytes)| false",
        "APPROX_QUANTILE(bytes, 1)| false"
      })
  void countsAndGreatestValuesOnlyGrow(String sql, boolean grows) throws ExpressionException {
    assertEquals(grows, Measure.compile("m", sql, MeasureTest.SCHEMA).grows());
  }
}
