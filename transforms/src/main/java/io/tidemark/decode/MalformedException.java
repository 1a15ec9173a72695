package io.tidemark.decode;

/** The bytes are not one JSON object; the message says where they stop being one. */
public final class MalformedException extends Exception {
  MalformedException(String message) {
    // Thrown once per bad arrival and turned into a dead letter: nobody reads its stack.
    super(message, null, false, false);
  }
}
