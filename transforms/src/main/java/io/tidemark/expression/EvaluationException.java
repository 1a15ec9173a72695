package io.tidemark.expression;

/** An expression that has no value for one row: a division by zero, a CAST that fails. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
