package io.tidemark.source;

import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import java.io.Serializable;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which rows of a dimension are wanted, where its source cannot tell: {@code where}, over the
 * columns that are read. A row for which it has no value is not wanted.
 */
final class DimensionCondition implements Serializable {
  private final @Nullable ScalarExpression condition;
  private final int[] seen;

  private DimensionCondition(@Nullable ScalarExpression condition, int[] seen) {
    this.condition = condition;
    this.seen = seen;
  }

  /**
   * The condition {@code where}, or none.
   *
   * @throws io.tidemark.enrich.DimensionException it is no condition over those columns
   */
  static DimensionCondition of(DimensionLayout layout, Optional<String> where) {
    int[] seen = layout.schema().names().stream().mapToInt(layout.names()::indexOf).toArray();
    if (where.isEmpty()) {
      return new DimensionCondition(null, seen);
    }
    try {
      return new DimensionCondition(ScalarExpression.condition(where.get(), layout.schema()), seen);
    } catch (ExpressionException e) {
      throw layout.wrong("its `where`: " + e.getMessage());
    }
  }

  /** Whether it holds for the cells of a row, as the layout has them. */
  boolean test(@Nullable Object[] cells) {
    return condition == null || condition.test(Cells.of(cells).select(seen));
  }
}
