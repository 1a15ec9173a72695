package io.tidemark.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LastingConditionTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.nullable("host", Type.STRING),
          Field.nullable("geo.cap", Type.LONG),
          Field.required("hits", Type.LONG),
          Field.nullable("peak", Type.DOUBLE),
          Field.nullable("any_error", Type.BOOLEAN),
          Field.nullable("mean", Type.DOUBLE));

  private static boolean lasts(String sql) throws ExpressionException {
    return LastingCondition.lasts(
        sql, SCHEMA, Set.of("hits", "peak", "any_error"), Set.of("host", "geo.cap"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hits > 20",
        "hits >= 20",
        "20 < hits",
        "20 <= hits",
        "(hits) > (20)",
        "hits > 20 AND peak > 0.5",
        "hits > 20 OR peak >= 1e3 AND host <> 'h1'",
        "hits > geo.cap * 2 + 1",
        "host LIKE 'a%' AND hits > 5",
        "host IN ('a', 'b') AND hits > 5",
        "NOT hits <= 20",
        "NOT (hits < 20 OR peak <= 1)",
        "NOT (NOT hits > 1)",
        "hits > CASE WHEN host = 'a' THEN 5 ELSE 10 END",
        "any_error",
        "host = 'a'",
        "TRUE"
      })
  void conditionOnWhatOnlyGrowsAboveABoundLasts(String sql) throws ExpressionException {
    assertEquals(true, lasts(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hits < 20",
        "hits <= 20",
        "20 > hits",
        "hits = 20",
        "hits <> 20",
        "hits BETWEEN 5 AND 10",
        "hits IN (1, 2)",
        "mean > 20",
        "hits > 20 AND mean > 1",
        "hits > 20 OR mean > 1",
        "hits > mean",
        "hits > peak",
        "hits - 5 > 20",
        "-hits > 20",
        "MOD(hits, 2) > 0",
        "NOT hits > 20",
        "NOT any_error",
        "NOT (hits <= 20 AND peak > 1)",
        "CASE WHEN hits > 5 THEN FALSE ELSE TRUE END",
        "peak IS NULL",
        "(hits > 20) = (hits > 30)"
      })
  void conditionThatMayBecomeFalseAgainDoesNot(String sql) throws ExpressionException {
    assertEquals(false, lasts(sql));
  }

  @Test
  void expressionThatIsWrongIsRefusedAsAnywhere() {
    ExpressionException e = assertThrows(ExpressionException.class, () -> lasts("hitz > 20"));

    assertEquals("no column hitz; did you mean hits?", e.getMessage());
  }
}
