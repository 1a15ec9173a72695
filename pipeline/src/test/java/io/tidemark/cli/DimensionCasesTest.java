package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which row of a dimension an event is joined to, as a user tests it. */
final class DimensionCasesTest {
  private static final Path CASES =
      Path.of("src/test/resources/io/tidemark/cli/dimensions.cases.yaml");

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void theyHoldOnEachRunner(String runner) {
    CaseFiles.Run run = CaseFiles.test(CASES, runner);

    assertEquals(Exit.DONE, run.exit(), run.out());
  }
}
