package io.tidemark.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs case files through the command line, each against the spec that its name begins with. */
final class CaseFiles {
  private CaseFiles() {}

  /** What came of a file. */
  record Run(int exit, String out) {}

  /** Runs {@code NAME.cases.yaml}, or {@code NAME.clock.cases.yaml}, against {@code NAME.yaml}. */
  static Run test(Path cases, String runner) {
    String name = cases.getFileName().toString();
    Path spec = cases.resolveSibling(name.substring(0, name.indexOf('.')) + ".yaml");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit =
        new Cli(stream, stream).run("test", spec.toString(), cases.toString(), "--runner", runner);
    return new Run(exit, out.toString(StandardCharsets.UTF_8));
  }
}
