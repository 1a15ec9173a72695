package io.tidemark.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression that has no value for one row: a division by zero, a CAST that fails. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern NOT_A_NUMBER = Pattern.compile("[Ff]or input string: \"(.*?)\"");

  private EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }

  static EvaluationException of(String sql, RuntimeException cause) {
    return new EvaluationException(reason(cause) + " in " + sql, cause);
  }

  private static String reason(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof NumberFormatException) {
      Matcher input = NOT_A_NUMBER.matcher(message);
      return input.find() ? "'" + input.group(1) + "' is not a number" : "not a number";
    } else if (cause instanceof ArithmeticException) {
      boolean zero = message.contains("by zero") || message.contains("Division undefined");
      return zero
          ? "division by zero"
          : message
              .replace("long overflow", "a long overflows")
              .replace("integer overflow", "an integer overflows");
    }
    return cause instanceof NullPointerException ? "a column that is never null is null" : message;
  }
}
