package io.tidemark.run;

/** The command line asks for what cannot be; the message says what, and the mend. */
public final class LaunchException extends Exception {
  public LaunchException(String message) {
    super(message);
  }
}
