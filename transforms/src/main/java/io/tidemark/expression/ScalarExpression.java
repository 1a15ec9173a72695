package io.tidemark.expression;

import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.util.Set;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.sql.SqlNode;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A SQL expression of one value per row, checked against a schema.
 *
 * <p>Standard SQL with its three-valued logic, over the columns of the schema; a dimension's column
 * is written {@code geo.country}; timestamps are those of UTC. Deterministic: functions that are
 * not (CURRENT_TIMESTAMP, RAND) are refused. Integer arithmetic fails on overflow, and never wraps.
 *
 * <p>Cost: the check generates Java code, which is compiled at the first evaluation in a JVM and
 * shared there by all equal expressions; an evaluation then is a call of that code. Thread safe.
 */
public final class ScalarExpression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String sql;
  private final Type type;
  private final boolean nullable;
  private final Set<String> columns;
  private final String code;
  private transient volatile @Nullable Function1<Object, Object> compiled;

  private ScalarExpression(String sql, SqlEngine.Checked checked) {
    this.sql = sql;
    this.type = checked.type();
    this.nullable = checked.nullable();
    this.columns = checked.columns();
    this.code = checked.code();
  }

  /** The expression {@code sql} over the columns of {@code schema}. */
  public static ScalarExpression compile(String sql, Schema schema) throws ExpressionException {
    ParsedText text = ParsedText.of(sql, schema);
    return of(text, text.root(), schema);
  }

  /** As {@link #compile}, and refused where its type is not boolean. */
  public static ScalarExpression condition(String sql, Schema schema) throws ExpressionException {
    ScalarExpression condition = compile(sql, schema);
    if (!condition.type.equals(Type.BOOLEAN)) {
      throw new ExpressionException(
          "a condition is needed, and " + sql.strip() + " is a " + condition.type, 1, 1);
    }
    return condition;
  }

  static ScalarExpression of(ParsedText text, SqlNode node, Schema schema)
      throws ExpressionException {
    return new ScalarExpression(text.textOf(node), SqlEngine.shared().check(text, node, schema));
  }

  /** Its text, as it was written. */
  public String sql() {
    return sql;
  }

  /** The type of its values. */
  public Type type() {
    return type;
  }

  /** Whether its value may be null. */
  public boolean nullable() {
    return nullable;
  }

  /** The columns it reads. */
  public Set<String> columns() {
    return columns;
  }

  /**
   * Its value for {@code row}, held as {@link Type} says.
   *
   * @throws EvaluationException where it has none: a division by zero, an overflow, a CAST that
   *     fails
   */
  public @Nullable Object evaluate(Cells row) {
    try {
      return Representation.cell(type, function().apply(row));
    } catch (RuntimeException e) {
      throw EvaluationException.of(sql, e);
    }
  }

  /** Whether a condition holds for {@code row}: it is TRUE; not null, and not without a value. */
  public boolean test(Cells row) {
    try {
      return Boolean.TRUE.equals(function().apply(row));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Function1<Object, Object> function() {
    Function1<Object, Object> function = compiled;
    if (function == null) {
      function = CompiledCode.of(code);
      compiled = function;
    }
    return function;
  }

  @Override
  public String toString() {
    return sql;
  }
}
