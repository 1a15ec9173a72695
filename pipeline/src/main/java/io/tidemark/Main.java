package io.tidemark;

import io.tidemark.cli.Cli;

/** The entry point of {@code ./tidemark}. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(new Cli(System.out, System.err).run(args));
  }
}
