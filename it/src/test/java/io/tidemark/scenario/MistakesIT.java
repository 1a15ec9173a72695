package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake in the spec or on the command line: one message with its mend, and nothing done. */
class MistakesIT {
  private static final String SPEC =
      """
      pipeline: mistakes
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields:
          ts: timestamp
          host: string
          status: long
        time: ts
      views:
        hits:
          window: {fixed: 1m}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          having: "hits > 1"
          sink: {files: "DIR/out/hits"}
      lateEvents: {files: "DIR/out/late"}
      deadLetters: {files: "DIR/out/dead"}
      """;

  @TempDir Path directory;
  private Path spec;

  @BeforeEach
  void writeSpec() throws IOException {
    spec = directory.resolve("spec.yaml");
    Files.createDirectory(directory.resolve("in"));
    Files.writeString(
        directory.resolve("in/a.jsonl"),
        "{\"ts\":\"2024-03-01T00:00:00Z\",\"host\":\"a\",\"status\":200}\n");
    edit("", "");
  }

  private void edit(String old, String replacement) throws IOException {
    assertTrue(SPEC.contains(old), old);
    Files.writeString(spec, SPEC.replace(old, replacement).replace("DIR", directory.toString()));
  }

  /** Runs the spec and compares everything that it prints; SPEC and DIR stand for the paths. */
  private void assertRefused(String message, String... options) {
    Typed typed =
        Typed.tidemark(
            Stream.concat(Stream.of("run", spec.toString()), Stream.of(options))
                .toArray(String[]::new));

    assertEquals(
        message,
        typed.err().replace(spec.toString(), "SPEC").replace(directory.toString(), "DIR").strip());
    assertEquals(2, typed.exit());
    assertEquals("", typed.out());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  @Test
  void withoutAMistakeItRuns() {
    assertEquals(0, Typed.tidemark("run", spec.toString()).exit());
    assertTrue(Files.exists(directory.resolve("out")));
  }

  @Test
  void aMisspeltKey() throws Exception {
    edit("groupBy:", "groupby:");

    assertRefused("SPEC:13:5: unknown key 'groupby', did you mean 'groupBy'?\n" + "1 error");
  }

  @Test
  void aKeyThatStandsTwice() throws Exception {
    edit("    groupBy: [host]", "    groupBy: [host]\n    groupBy: [status]");

    assertRefused("SPEC:14:5: duplicate key 'groupBy', it stands at 13:5 already\n" + "1 error");
  }

  @Test
  void aFieldThatIsNotThere() throws Exception {
    edit("[host]", "[hots]");

    assertRefused("SPEC:13:15: no column 'hots', did you mean 'host'?\n" + "1 error");
  }

  @Test
  void anExpressionThatEndsTooSoon() throws Exception {
    edit("hits > 1", "hits >");

    assertRefused("SPEC:15:19: unexpected end of the expression\n" + "1 error");
  }

  @Test
  void aSumOfTexts() throws Exception {
    edit("COUNT(*)", "SUM(host)");

    assertRefused("SPEC:14:27: SUM needs a number, host is a string\n" + "1 error");
  }

  @Test
  void aVariableThatIsNotSet() throws Exception {
    edit("DIR/out/hits", "${TIDEMARK_IT_UNSET}/hits");

    assertRefused(
        "SPEC:16:20: the variable TIDEMARK_IT_UNSET is not set, expected it in the environment\n"
            + "1 error");
  }

  @Test
  void aCommaThatYamlSwallowed() throws Exception {
    edit("{hits: \"COUNT(*)\"}", "{hits: COUNT(*) FILTER (WHERE status IN (200, 204))}");

    assertRefused(
        "SPEC:14:22: YAML ends this text at the comma, quote the whole: \"COUNT(*) "
            + "FILTER (WHERE status IN (200, 204))\"\n"
            + "1 error");
  }

  @Test
  void aWindowOfNoLength() throws Exception {
    edit("fixed: 1m", "fixed: 0s");

    assertRefused("SPEC:12:21: 'fixed' is 0s, expected more than 0\n" + "1 error");
  }

  @Test
  void aSourceThatMatchesNoFile() throws Exception {
    edit("DIR/in/*.jsonl", "DIR/in/*.json");

    assertRefused(
        "mistakes: continuous on direct\n"
            + "SPEC:2:9: no file matches DIR/in/*.json, seen from the working directory\n"
            + "1 error");
  }

  @Test
  void aSpecThatIsNotThere() throws Exception {
    Files.delete(spec);

    assertRefused("SPEC:1:1: there is no such file\n" + "1 error");
  }

  @Test
  void aSliceThatEndsBeforeItBegins() {
    assertRefused(
        "tidemark run: --from 2024-03-02 is not before --to 2024-03-01: the slice " + "is empty",
        "--mode",
        "daily",
        "--from",
        "2024-03-02",
        "--to",
        "2024-03-01");
  }

  @Test
  void aTimeThatIsNone() {
    assertRefused(
        "tidemark run: --from yesterday is not a time: write 2026-11-01 or "
            + "2026-11-01T12:00:00Z",
        "--mode",
        "daily",
        "--from",
        "yesterday",
        "--to",
        "2024-03-01");
  }

  @Test
  void anUnknownOption() {
    assertRefused(
        "tidemark run: Unknown options: '--runer', 'flink'; see tidemark run --help",
        "--runer",
        "flink");
  }

  @Test
  void anUnknownMode() {
    assertRefused(
        "tidemark run: Invalid value for option '--mode': expected one of "
            + "[CONTINUOUS, MICROBATCH, HOURLY, DAILY] (case-insensitive) but was "
            + "'dayly'; see tidemark run --help",
        "--mode",
        "dayly");
  }

  @Test
  void anOptionThatBeamDoesNotKnow() {
    assertRefused(
        "mistakes: continuous on direct\n"
            + "tidemark run: option --targetParalelism after -- is wrong: there is none "
            + "of that name. Did you mean 'targetParallelism'?",
        "--",
        "--targetParalelism=3");
  }

  @Test
  void aValueThatBeamDoesNotTake() {
    assertRefused(
        "mistakes: continuous on direct\n"
            + "tidemark run: option --targetParallelism after -- is wrong: Cannot "
            + "deserialize value of type `int` from String \"many\": not a valid `int` "
            + "value",
        "--",
        "--targetParallelism=many");
  }

  @Test
  void anUnknownVerb() {
    Typed typed = Typed.tidemark("rum", spec.toString());

    assertEquals(
        "tidemark: no verb rum; there are bench, check, demo, drill, ledger, replay-dead-letters, run, test",
        typed.err().strip());
    assertEquals(2, typed.exit());
  }
}
