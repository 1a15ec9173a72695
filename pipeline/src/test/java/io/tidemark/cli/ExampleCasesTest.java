package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The case files of the examples hold, on every runner that can run them. */
final class ExampleCasesTest {

  static List<Path> caseFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(file -> file.toString().endsWith(".cases.yaml")).sorted().toList();
    }
  }

  static List<Path> caseFilesWithoutClock() throws IOException {
    return caseFiles().stream()
        .filter(file -> !file.toString().endsWith(".clock.cases.yaml"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("caseFiles")
  void theyHoldOnDirect(Path cases) {
    CaseFiles.Run run = CaseFiles.test(cases, "direct");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }

  @ParameterizedTest
  @MethodSource("caseFilesWithoutClock")
  void theyHoldOnFlink(Path cases) {
    CaseFiles.Run run = CaseFiles.test(cases, "flink");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }

  @Test
  void everyExampleHasSome() throws Exception {
    List<String> files =
        caseFilesWithoutClock().stream().map(file -> file.getFileName().toString()).toList();

    assertEquals(
        List.of("card-fraud.cases.yaml", "live-scores.cases.yaml", "web-traffic.cases.yaml"),
        files);
  }
}
