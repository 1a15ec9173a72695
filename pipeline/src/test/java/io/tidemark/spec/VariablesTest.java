package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VariablesTest {
  private static final Map<String, String> ENV =
      Map.of("HOST", "db", "EMPTY", "", "TRICKY", "${HOST}: [x, #y");

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "${HOST} => db",
        "a-${HOST}-${HOST} => a-db-db",
        "${PORT:-5432} => 5432",
        "${HOST:-x} => db",
        "${EMPTY:-x} => x",
        "a${EMPTY}b => ab",
        "a${PORT:-}b => ab",
        "${URL:-http://h:1/p} => http://h:1/p",
        "$${HOST} => ${HOST}",
        "$$${HOST} => $${HOST}",
        "costs $5 {x} $ => costs $5 {x} $",
        "^a{2}$ => ^a{2}$",
        "${TRICKY} => ${HOST}: [x, #y"
      })
  void variablesAreFilledInAsText(String text, String filled) {
    assertEquals(filled, Variables.of(ENV, Path.of("")).fill(text).text());
  }

  @Test
  void aFilesContentLosesOneNewlineAtItsEnd(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("one"), "secret\n");
    Files.writeString(directory.resolve("two"), "a\nb\r\n");
    Files.writeString(directory.resolve("three"), "x\n\n");
    Variables variables = Variables.of(ENV, directory);

    assertEquals("<secret>", variables.fill("<${file:one}>").text());
    assertEquals("a\nb", variables.fill("${file:two}").text());
    assertEquals("x\n", variables.fill("${file:" + directory.resolve("three") + "}").text());
  }

  @Test
  void whatAVariableHoldsIsNeverReadAsYaml() throws SpecException {
    SpecFile file =
        SpecFile.defaults()
            .with("password: \"${PG_PASSWORD}\"", "password: \"${TRICKY}\"")
            .withEnv(
                Map.of(
                    "PG_URL", "jdbc:postgresql:x",
                    "PG_USER", "[a, b]",
                    "TRICKY", "x}, password: y # z",
                    "WAREHOUSE", "*a"));

    PipelineSpec spec = file.parse();

    ConnectionSpec.Postgres serving = (ConnectionSpec.Postgres) spec.connections().get("serving");
    assertEquals("[a, b]", serving.user());
    assertEquals("x}, password: y # z", serving.password());
  }

  @Test
  void anUnquotedVariableIsFilledInToo() throws SpecException {
    SpecFile file = SpecFile.defaults().with("pipeline: web-traffic", "pipeline: ${PG_USER}");

    assertEquals("web", file.parse().name());
  }

  @Test
  void unconnectedAnUnsetVariableOfAConnectionStandsAsItIsWritten() throws SpecException {
    SpecFile file =
        SpecFile.defaults()
            .with("password: \"${PG_PASSWORD}\"", "password: \"${file:nowhere}\"")
            .withEnv(Map.of());

    PipelineSpec spec = file.parseWithoutSecrets();

    ConnectionSpec.Postgres serving = (ConnectionSpec.Postgres) spec.connections().get("serving");
    assertEquals("${PG_URL}", serving.url());
    assertEquals("${file:nowhere}", serving.password());
  }

  @Test
  void connectedEveryUnsetVariableIsAnErrorThatNamesIt() {
    SpecFile file = SpecFile.defaults().withEnv(Map.of());

    List<String> errors = file.errors();

    assertEquals(
        List.of(
            "6:22: the variable PG_URL is not set, expected it in the environment",
            "6:41: the variable PG_USER is not set, expected it in the environment",
            "6:65: the variable PG_PASSWORD is not set, expected it in the environment",
            "8:51: the variable WAREHOUSE is not set, expected it in the environment"),
        errors);
  }
}
