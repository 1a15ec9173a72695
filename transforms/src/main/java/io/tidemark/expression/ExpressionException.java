package io.tidemark.expression;

/**
 * An expression that cannot be compiled: what is wrong, and where in its text. The message is one
 * sentence for the one who wrote the expression.
 */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  public ExpressionException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** The line within the expression, from 1; 1 where it is not known. */
  public int line() {
    return line;
  }

  /** The column within the line, from 1; 1 where it is not known. */
  public int column() {
    return column;
  }
}
