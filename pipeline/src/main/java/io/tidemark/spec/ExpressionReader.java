package io.tidemark.spec;

import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.Optional;

/** Reads SQL expressions, compiling each against the columns in scope to find what is wrong. */
final class ExpressionReader {
  private ExpressionReader() {}

  /** What compiling an expression yields, or why it cannot be compiled. */
  @FunctionalInterface
  private interface Compilation<T> {
    T compile(String sql, Schema schema) throws ExpressionException;
  }

  /** A condition over the columns of {@code scope}. */
  static Optional<Expression> condition(SpecNode node, Scope scope) {
    compiled(node, scope, ScalarExpression::condition);
    return node.text().map(sql -> new Expression(sql, node.placeOf(0)));
  }

  /** The type of an expression over the columns of {@code scope}; empty if it has an error. */
  static Optional<Type> scalarType(SpecNode node, Scope scope) {
    return compiled(node, scope, (sql, schema) -> ScalarExpression.compile(sql, schema).type());
  }

  /** The column of a measure over the columns of {@code scope}; empty if it has an error. */
  static Optional<Field> measure(SpecNode node, Scope scope) {
    return compiled(
        node, scope, (sql, schema) -> Measure.compile(node.name(), sql, schema).field());
  }

  private static <T> Optional<T> compiled(SpecNode node, Scope scope, Compilation<T> compilation) {
    Optional<String> sql = node.text();
    if (sql.isEmpty() || scope.doubts(sql.get())) {
      return Optional.empty();
    }
    try {
      return Optional.of(compilation.compile(sql.get(), scope.schema()));
    } catch (ExpressionException e) {
      boolean placed = e.line() == 1 && e.column() <= sql.get().length() + 1;
      node.errorInside(placed ? e.column() - 1 : 0, e.getMessage());
      return Optional.empty();
    }
  }
}
