package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classes of lateness for windows of every kind, as a user tests them. */
final class LatenessCasesTest {
  private static final Path FILES = Path.of("src/test/resources/io/tidemark/cli");

  @ParameterizedTest
  @ValueSource(strings = {"windows.cases.yaml", "early.cases.yaml", "clock.cases.yaml"})
  void theyHoldOnDirect(String cases) {
    CaseFiles.Run run = CaseFiles.test(FILES.resolve(cases), "direct");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows.cases.yaml", "early.cases.yaml"})
  void theyHoldOnFlink(String cases) {
    CaseFiles.Run run = CaseFiles.test(FILES.resolve(cases), "flink");

    assertEquals(Exit.DONE, run.exit(), run.out());
  }
}
