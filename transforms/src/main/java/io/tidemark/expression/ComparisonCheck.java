package io.tidemark.expression;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;

/** Refuses a comparison of things that are not of one kind, which the SQL engine would try. */
final class ComparisonCheck extends SqlBasicVisitor<Void> {
  private final SqlValidator validator;

  ComparisonCheck(SqlValidator validator) {
    this.validator = validator;
  }

  @Override
  public Void visit(SqlCall call) {
    if (call.isA(SqlKind.COMPARISON)
        || call.getKind() == SqlKind.NOT_IN
        || call.getKind() == SqlKind.BETWEEN
        || call.getKind() == SqlKind.IS_DISTINCT_FROM
        || call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM) {
      List<SqlNode> compared = new ArrayList<>();
      for (SqlNode operand : call.getOperandList()) {
        if (operand instanceof SqlNodeList list) {
          compared.addAll(list.getList());
        } else {
          compared.add(operand);
        }
      }
      for (SqlNode each : compared) {
        check(call, compared.get(0), each);
      }
    }
    return super.visit(call);
  }

  private void check(SqlCall call, SqlNode left, SqlNode right) {
    RelDataType one = validator.getValidatedNodeTypeIfKnown(left);
    RelDataType other = validator.getValidatedNodeTypeIfKnown(right);
    if (one == null || other == null || kind(one).equals(kind(other)) || isNull(one, other)) {
      return;
    }
    String first = SqlTypes.word(one.getSqlTypeName().getName());
    String second = SqlTypes.word(other.getSqlTypeName().getName());
    throw new Refusal(
        Complaint.comparison(call.getOperator().getName(), first, second),
        call.getParserPosition());
  }

  private static boolean isNull(RelDataType one, RelDataType other) {
    return one.getSqlTypeName() == SqlTypeName.NULL || other.getSqlTypeName() == SqlTypeName.NULL;
  }

  private static String kind(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return SqlTypeName.NUMERIC_TYPES.contains(name) ? "number" : SqlTypes.word(name.getName());
  }
}
