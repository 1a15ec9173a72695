package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a case file with something wrong in it; {@code case-errors.txt} is the table. */
final class CaseErrorsTest {

  static Stream<Arguments> edits() {
    return Edits.of("case-errors.txt");
  }

  @ParameterizedTest
  @MethodSource("edits")
  void oneWrongThingIsSaidOnceWithItsPlaceAndWhatWasExpected(
      String old, String replacement, List<String> errors) throws Exception {
    CaseFile file = CaseFile.resource().with(old, replacement);

    List<String> found = file.errors();

    assertEquals(errors, found);
  }

  @Test
  void severalErrorsAreReportedInOneGoInTheOrderOfTheFile() throws Exception {
    CaseFile file =
        CaseFile.resource()
            .with("events: []", "event: []")
            .with("hits: 1}", "hits: x}")
            .with("clock: +10s", "clock: soon");

    List<String> found = file.errors();

    assertEquals(
        List.of(
            "12:16: expected how much time passes, such as +10s for 'clock', found 'soon'",
            "15:81: 'hits' is \"x\", expected long",
            "22:7: no output 'event', did you mean 'events'?"),
        found);
  }

  @Test
  void aFileWithoutCasesSaysWhatItNeeds() throws Exception {
    List<String> ofEmptyFile = CaseFile.of("# nothing\n").errors();
    List<String> ofEmptyList = CaseFile.of("cases: []\n").errors();

    assertEquals(List.of("1:1: the file is empty, expected cases"), ofEmptyFile);
    assertEquals(List.of("1:8: 'cases' is empty, expected one at least"), ofEmptyList);
  }
}
