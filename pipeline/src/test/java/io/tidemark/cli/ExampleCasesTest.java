package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The case files of the examples hold, on every runner that can run them. */
final class ExampleCasesTest {
  private static final Path EXAMPLES = Path.of("examples");

  private record Run(int exit, String out) {}

  private static Run test(Path cases, String runner) {
    String name = cases.getFileName().toString();
    Path spec = EXAMPLES.resolve(name.substring(0, name.indexOf('.')) + ".yaml");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit =
        new Cli(stream, stream).run("test", spec.toString(), cases.toString(), "--runner", runner);
    return new Run(exit, out.toString(StandardCharsets.UTF_8));
  }

  static Stream<Path> caseFiles() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".cases.yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> caseFilesWithoutClock() throws IOException {
    return caseFiles().filter(file -> !file.toString().endsWith(".clock.cases.yaml"));
  }

  @ParameterizedTest
  @MethodSource("caseFiles")
  void theyHoldOnDirect(Path cases) {
    Run run = test(cases, "direct");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }

  @ParameterizedTest
  @MethodSource("caseFilesWithoutClock")
  void theyHoldOnFlink(Path cases) {
    Run run = test(cases, "flink");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }

  @Test
  void everyExampleHasSome() throws Exception {
    List<String> files =
        caseFilesWithoutClock().map(file -> file.getFileName().toString()).toList();

    assertEquals(
        List.of("card-fraud.cases.yaml", "live-scores.cases.yaml", "web-traffic.cases.yaml"),
        files);
  }
}
