package io.tidemark.spec;

/** A system did not answer within a bounded wait; the message names it and its address. */
public final class UnreachableException extends Exception {
  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
