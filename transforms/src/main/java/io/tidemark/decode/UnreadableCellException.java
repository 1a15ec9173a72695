package io.tidemark.decode;

/** A value that is not of its type; the message goes on after the field's name. */
public final class UnreadableCellException extends Exception {
  public UnreadableCellException(String message) {
    // Thrown once per bad value and turned into a dead letter: nobody reads its stack.
    super(message, null, false, false);
  }

  /** {@code is FOUND, expected EXPECTED}. */
  static UnreadableCellException expected(String found, String expected) {
    return new UnreadableCellException("is " + found + ", expected " + expected);
  }
}
