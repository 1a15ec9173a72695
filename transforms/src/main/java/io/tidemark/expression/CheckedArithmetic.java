package io.tidemark.expression;

import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Puts arithmetic that fails on overflow in the place of arithmetic of integers that wraps. */
final class CheckedArithmetic extends RexShuttle {
  private final RexBuilder rex;

  CheckedArithmetic(RexBuilder rex) {
    this.rex = rex;
  }

  @Override
  public RexNode visitCall(RexCall call) {
    RexNode visited = super.visitCall(call);
    if (!(visited instanceof RexCall same) || !SqlTypeUtil.isIntType(call.getType())) {
      return visited;
    }
    SqlOperator checked =
        switch (call.getKind()) {
          case PLUS -> SqlStdOperatorTable.CHECKED_PLUS;
          case MINUS -> SqlStdOperatorTable.CHECKED_MINUS;
          case TIMES -> SqlStdOperatorTable.CHECKED_MULTIPLY;
          case MINUS_PREFIX -> SqlStdOperatorTable.CHECKED_UNARY_MINUS;
          case DIVIDE -> SqlStdOperatorTable.CHECKED_DIVIDE;
          default -> call.getOperator();
        };
    return checked.equals(call.getOperator())
        ? visited
        : rex.makeCall(call.getType(), checked, same.getOperands());
  }
}
