package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files and the same spec give the same rows, in every mode and on every runner. */
class ReplayLawIT {
  @TempDir Path directory;
  private OrderPipeline pipeline;

  @BeforeEach
  void writeFiles() throws IOException {
    pipeline = OrderPipeline.in(directory);
  }

  private void run(String... options) {
    Typed typed = pipeline.run(options);
    assertEquals(0, typed.exit(), typed.err());
  }

  private void daily(String from, String to, String... more) {
    Stream<String> slice = Stream.of("--mode", "daily", "--from", from, "--to", to);
    run(Stream.concat(slice, Stream.of(more)).toArray(String[]::new));
  }

  /** Compared output by output: a difference is then short enough to read. */
  private void assertRows(boolean includeLate, Map<String, List<String>> found) {
    Map<String, List<String>> expected = pipeline.expected(includeLate);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (output, rows) ->
            assertEquals(String.join("\n", rows), String.join("\n", found.get(output)), output));
  }

  @Test
  void theTrafficHasSomethingOfEverything() {
    Map<String, List<String>> rows = pipeline.expected(false);

    for (String view : List.of("sales", "quiet", "failed")) {
      assertTrue(rows.get("late").stream().anyMatch(row -> row.contains("view=" + view)), view);
    }
    for (String reason :
        List.of("MALFORMED", "SCHEMA", "NO_EVENT_TIME", "FUTURE_EVENT_TIME", "CHECK_FAILED")) {
      assertTrue(rows.get("dead").stream().anyMatch(row -> row.contains(reason)), reason);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aContinuousRunEndsWithWhatTheOracleSays(String runner) throws Exception {
    run("--mode", "continuous", "--runner", runner);

    assertRows(false, pipeline.finalRows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aDailyReplayHoldsEveryRowThatTheOracleSaysOnce(String runner) throws Exception {
    daily("2024-03-01", "2024-03-03", "--late", "replay", "--runner", runner);

    assertRows(false, pipeline.rows());
  }

  @Test
  void aDailyRunInPlaceOfWhatAStreamWroteLeavesOneRowAWindow() throws Exception {
    run("--mode", "continuous");

    daily("2024-03-01", "2024-03-03");

    assertRows(false, pipeline.rows());
    assertEquals(0, pipeline.panes("quiet", "RETRACTED"));
  }

  @Test
  void aDailyRunTwiceLeavesWhatOneLeaves() throws Exception {
    daily("2024-03-01", "2024-03-03");
    daily("2024-03-01", "2024-03-03");

    assertRows(false, pipeline.rows());
  }

  @Test
  void twoSlicesSideBySideHoldEachRowOnce() throws Exception {
    daily("2024-03-01", "2024-03-02");
    daily("2024-03-02", "2024-03-03");

    assertRows(false, pipeline.rows());
  }

  @Test
  void includingTheLateDiffersByExactlyTheLateEvents() throws Exception {
    daily("2024-03-01", "2024-03-03", "--late", "include");

    assertRows(true, pipeline.rows());
  }
}
