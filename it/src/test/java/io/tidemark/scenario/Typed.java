package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** A command line that was typed: its exit code, and what it printed. */
record Typed(int exit, String out, String err) {

  /** Runs {@code tidemark ARGS} in this JVM until it ends. */
  static Typed tidemark(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new Cli(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(args);
    return new Typed(exit, out.toString(UTF_8), err.toString(UTF_8));
  }
}
