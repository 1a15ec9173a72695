package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tidemark test} says, writes and answers. */
final class TestVerbTest {
  private static final String SPEC =
      """
      pipeline: visits
      source: {files: "nowhere/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, host: string}
        time: at
      views:
        visits:
          window: {fixed: 5m}
          allowedLateness: 1h
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {files: out}
      lateEvents: discard
      deadLetters: {files: dead, failAbove: 10%}
      """;

  private static final String CASES =
      """
      cases:
        - name: a late event refines its window
          timeline:
            - event: {at: "2026-11-01T12:00:10Z", host: h1}
            - watermark: "2026-11-01T12:05:00Z"
            - event: {at: "2026-11-01T12:04:00Z", host: h1}
            - raw: "{broken"
          expect:
            visits:
              - {pane: ON_TIME, host: h1, hits: 1}
              - {pane: LATE,    host: h1, hits: 2}
            deadLetters: [{reason: MALFORMED}]
            lateEvents: []
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path directory;
  private Path spec;

  @BeforeEach
  void writeSpec() throws Exception {
    spec = Files.writeString(directory.resolve("spec.yaml"), SPEC);
  }

  private int test(Path cases, String... more) {
    String[] args = new String[3 + more.length];
    List.of("test", spec.toString(), cases.toString()).toArray(args);
    System.arraycopy(more, 0, args, 3, more.length);
    return new Cli(stream(out), stream(err)).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private Path cases(String text) throws Exception {
    return Files.writeString(directory.resolve("cases.yaml"), text);
  }

  @Test
  void casesThatHoldAreOkAndTheExitCodeIsZero() throws Exception {
    int exit = test(cases(CASES));

    assertEquals(
        """
        ok   a late event refines its window
        1 case: 1 ok, 0 failed
        """,
        text(out));
    assertEquals("", text(err));
    assertEquals(Exit.DONE, exit);
  }

  @Test
  void aWrongExpectationFailsWithWhatDiffers() throws Exception {
    int exit = test(cases(CASES.replace("hits: 2}", "hits: 3}")));

    assertEquals(
        """
        FAIL a late event refines its window
          visits: 1 missing (-), 1 unexpected (+)
              pane  window_start          host  hits
            - LATE                        h1    3
            + LATE  2026-11-01T12:00:00Z  h1    2
                                                ^
        1 case: 0 ok, 1 failed
        """,
        text(out));
    assertEquals(Exit.FAILED, exit);
  }

  @Test
  void aDeadLetterThatNobodyAskedForIsTold() throws Exception {
    String cases =
        CASES
            .replace("{broken", "{}")
            .replace("12:04:00Z", "12:O4:00Z")
            .replace("      deadLetters: [{reason: MALFORMED}]\n", "");

    int exit = test(cases(cases));

    assertEquals(
        """
        FAIL a late event refines its window
          visits: 1 missing (-)
              pane  window_start  host  hits
            - LATE                h1    2
          note: a dead letter, NO_EVENT_TIME: at is "2026-11-01T12:O4:00Z", expected a timestamp: \
        ISO-8601 with a zone, such as 2026-11-01T12:00:00Z
          note: a dead letter, NO_EVENT_TIME: at is missing
        1 case: 0 ok, 1 failed
        """,
        text(out));
    assertEquals(Exit.FAILED, exit);
  }

  @Test
  void aBrokenCaseFileIsRefusedWithThePlace() throws Exception {
    Path cases = cases(CASES.replace("visits:", "visit:"));

    int exit = test(cases);

    assertEquals(cases + ":9:7: no output 'visit', did you mean 'visits'?\n1 error\n", text(err));
    assertEquals("", text(out));
    assertEquals(Exit.WRONG, exit);
  }

  @Test
  void aCaseFileThatIsNotThereIsRefused() {
    int exit = test(directory.resolve("none.yaml"));

    assertEquals(
        directory.resolve("none.yaml") + ":1:1: there is no such file\n1 error\n", text(err));
    assertEquals(Exit.WRONG, exit);
  }

  @Test
  void flinkRefusesClockStepsWithTheirPlace() throws Exception {
    Path cases = cases(CASES.replace("- raw: \"{broken\"", "- clock: +1s"));

    int exit = test(cases, "--runner", "flink");

    assertEquals(
        cases
            + ":7:9: a clock step does not run on flink, expected --runner direct for this file\n"
            + "1 error\n",
        text(err));
    assertEquals(Exit.WRONG, exit);
  }

  @Test
  void updateWritesTheRowsThatCameOutAndLeavesTheRestAsItIs() throws Exception {
    Path cases = cases(CASES.replace("hits: 2}", "hits: 3}   # why"));

    int exit = test(cases, "--update");

    assertEquals(
        CASES.replace("{pane: LATE,    host: h1, hits: 2}", "{pane: LATE, host: h1, hits: 2}"),
        Files.readString(cases));
    assertEquals(
        """
        new  a late event refines its window
        1 case: 0 ok, 1 updated
        """,
        text(out));
    assertEquals(Exit.DONE, exit);
  }

  @Test
  void updateWritesWhatACaseShouldExpectThatExpectsNothingYet() throws Exception {
    String without = CASES.substring(0, CASES.indexOf("    expect:")).replace("{broken", "{}");
    Path cases = cases(without);

    int exit = test(cases, "--update");

    assertEquals(
        without
            + """
                  expect:
                    visits:
                      - {pane: ON_TIME, window_start: "2026-11-01T12:00:00Z", \
              window_end: "2026-11-01T12:05:00Z", host: h1, hits: 1, revision: 1}
                      - {pane: LATE, window_start: "2026-11-01T12:00:00Z", \
              window_end: "2026-11-01T12:05:00Z", host: h1, hits: 2, revision: 2}
                    deadLetters:
                      - {reason: NO_EVENT_TIME, message: "at is missing", stage: decode, \
              source_partition: case, source_offset: 2, tidemark: "2026-11-01T12:05:00Z", payload: "{}"}
              """,
        Files.readString(cases));
    assertEquals(Exit.DONE, exit);
    assertEquals(Exit.DONE, test(cases));
  }

  @Test
  void updateOfCasesThatHoldWritesNothing() throws Exception {
    Path cases = cases(CASES);
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(cases, before);

    int exit = test(cases, "--update");

    assertEquals(before, Files.getLastModifiedTime(cases));
    assertEquals(Exit.DONE, exit);
  }
}
