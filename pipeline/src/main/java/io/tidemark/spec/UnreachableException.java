package io.tidemark.spec;

/** A system did not answer within a bounded wait; the message names it and its address. */
public final class UnreachableException extends Exception {
  private static final String WORDS = " is not reachable: ";

  /** Whether the reason why a run failed is that a system did not answer. */
  public static boolean isReason(String failure) {
    return failure.contains(WORDS);
  }

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
