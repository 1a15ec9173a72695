package io.tidemark.cli;

/** The command line is wrong; the message says how, and the mend. */
public final class UsageException extends Exception {
  public UsageException(String message) {
    super(message);
  }
}
