package io.tidemark.expression;

import io.tidemark.model.Schema;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * Whether a condition that has become true stays true, while some columns only ever grow and others
 * stay as they are.
 *
 * <p>Sure of AND, OR and NOT over comparisons of a growing column, alone on its side, with what
 * does not change: {@code errors > 20 AND 'h1' = host}. Of all else it says no. A growing column
 * may be null until it has its first value.
 */
public final class LastingCondition {
  private final Set<String> growing;
  private final Set<String> fixed;

  private LastingCondition(Set<String> growing, Set<String> fixed) {
    this.growing = growing;
    this.fixed = fixed;
  }

  /**
   * Whether {@code sql} lasts once it is true.
   *
   * @param schema the columns that it is over
   * @param growing the columns whose values never become less
   * @param fixed the columns whose values never change
   */
  public static boolean lasts(String sql, Schema schema, Set<String> growing, Set<String> fixed)
      throws ExpressionException {
    ScalarExpression.condition(sql, schema);
    return new LastingCondition(growing, fixed).lasts(ParsedText.of(sql, schema).root(), true);
  }

  /** Whether {@code node} keeps the value {@code truth} once it has it. */
  private boolean lasts(SqlNode node, boolean truth) {
    if (isFixed(node)) {
      return true;
    }
    if (!(node instanceof SqlCall call)) {
      return truth && grows(node);
    }
    return switch (call.getKind()) {
      case AND, OR -> call.getOperandList().stream().allMatch(each -> lasts(each, truth));
      case NOT -> lasts(call.operand(0), !truth);
      case GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          truth
              ? grows(call.operand(0)) && isFixed(call.operand(1))
              : isFixed(call.operand(0)) && grows(call.operand(1));
      case LESS_THAN, LESS_THAN_OR_EQUAL ->
          truth
              ? isFixed(call.operand(0)) && grows(call.operand(1))
              : grows(call.operand(0)) && isFixed(call.operand(1));
      default -> false;
    };
  }

  private boolean grows(SqlNode node) {
    return node instanceof SqlIdentifier id && growing.contains(String.join(".", id.names));
  }

  private boolean isFixed(SqlNode node) {
    Changing changing = new Changing();
    node.accept(changing);
    return !changing.found;
  }

  /** Finds a column that is not fixed. */
  private final class Changing extends SqlBasicVisitor<Void> {
    private boolean found;

    @Override
    public Void visit(SqlIdentifier id) {
      found |= !fixed.contains(String.join(".", id.names));
      return null;
    }
  }
}
