package io.tidemark.quality;

import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Schema;
import java.io.Serializable;

/**
 * A data-quality check: it fails when {@code expect} is false or cannot be evaluated; null passes,
 * as in SQL's CHECK.
 *
 * @param sql the expression as the spec has it
 */
public record Check(String name, String sql, ScalarExpression expect, OnFail onFail)
    implements Serializable {

  /** The check that {@code sql}, a condition over the columns of {@code events}, holds. */
  public static Check compile(String name, String sql, Schema events, OnFail onFail)
      throws ExpressionException {
    return new Check(name, sql, ScalarExpression.condition(sql, events), onFail);
  }

  /** What becomes of an event that fails. */
  public enum OnFail {
    /** It becomes a dead letter of stage {@code checks.NAME}. */
    DEAD_LETTER,
    /** It goes on; it is counted, and the first one is logged. */
    WARN
  }
}
