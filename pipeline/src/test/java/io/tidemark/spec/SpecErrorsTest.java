package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a spec with something wrong in it; {@code errors.txt} is the table. */
final class SpecErrorsTest {

  static Stream<Arguments> edits() {
    return Edits.of("errors.txt");
  }

  @ParameterizedTest
  @MethodSource("edits")
  void oneWrongThingIsSaidOnceWithItsPlaceAndWhatWasExpected(
      String old, String replacement, List<String> errors) {
    SpecFile file = SpecFile.defaults().with(old, replacement);

    List<String> found = file.errors();

    assertEquals(errors, found);
  }

  @Test
  void severalErrorsAreReportedInOneGoInTheOrderOfTheFile() {
    SpecFile file =
        SpecFile.defaults()
            .with("failAbove: 50%", "failAbove: x")
            .with("SSL", "[SSL]")
            .with("hits: \"COUNT(*)\"", "hits: \"SUM(host)\"")
            .with("    status: long", "    status: int")
            .with("fixed: 1m", "fixd: 1m");

    List<String> found = file.errors();

    assertEquals(
        List.of(
            "4:91: expected text for 'security.protocol', found a list",
            "16:13: no type 'int', did you mean long?",
            "38:18: SUM needs a number, host is a string",
            "43:14: unknown key 'fixd', did you mean 'fixed'?",
            "48:73: expected a share such as 50% for 'failAbove', found 'x'"),
        found);
  }

  @Test
  void anErrorIsWrittenAsFileLineColumnAndMessage(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("p.yaml"), "pipeline: [a]\n");

    SpecException e = assertThrows(SpecException.class, () -> SpecParser.parse(file, Map.of()));

    assertTrue(
        e.getMessage().contains(file + ":1:11: expected text for 'pipeline', found a list"),
        e.getMessage());
  }

  @Test
  void whatUsesADeclarationThatHasAnErrorGetsNoErrorOfItsOwn() {
    SpecFile file =
        SpecFile.defaults()
            .with("    status: long", "    status: int")
            .with("    columns: [country, city]", "    columns: {country: text}")
            .with("groupBy: [host, geo.country]", "groupBy: [status, geo.country]")
            .with("having: \"hits > 1\"", "having: \"status > 1\"");

    List<String> found = file.errors();

    assertEquals(
        List.of(
            "16:13: no type 'int', did you mean long?",
            "29:24: no type 'text', did you mean string?"),
        found);
  }
}
