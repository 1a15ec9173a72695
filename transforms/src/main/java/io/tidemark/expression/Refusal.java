package io.tidemark.expression;

import org.apache.calcite.sql.parser.SqlParserPos;

/** What is wrong with a part of a syntax tree, on its way out of a visit. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SqlParserPos at;

  Refusal(String message, SqlParserPos at) {
    super(message);
    this.at = at;
  }

  ExpressionException atItsPlace() {
    return new ExpressionException(
        String.valueOf(getMessage()), Math.max(1, at.getLineNum()), Math.max(1, at.getColumnNum()));
  }
}
