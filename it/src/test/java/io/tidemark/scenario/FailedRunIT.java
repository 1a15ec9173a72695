package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that fails exits 1 and says why in one line, on every runner and in every mode. */
class FailedRunIT {
  private static final String REASON =
      "the run failed: 2 of 3 arrivals are dead letters, more than failAbove 50.00%:"
          + " their reasons are in deadLetters";

  private static final String TWO_ROWS =
      "the run failed: dimension shops has two different rows for key [1]";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"direct, continuous", "direct, daily", "flink, continuous", "flink, daily"})
  void tooManyDeadLettersFailTheRun(String runner, String mode) throws IOException {
    Path spec = spec();

    Typed typed = run(spec, runner, mode);

    assertFailed(REASON, typed);
  }

  @ParameterizedTest
  @CsvSource({"direct, continuous", "direct, daily", "flink, continuous", "flink, daily"})
  void aDimensionWithTwoRowsForOneKeyFailsTheRun(String runner, String mode) throws IOException {
    Path spec = spec();
    Files.writeString(directory.resolve("shops.csv"), "id,city\n1,Rome\n1,Milan\n");
    String text =
        Files.readString(spec)
            .replace(", failAbove: 50%", "")
            .replace("{at: timestamp}", "{at: timestamp, shop: {type: string, default: x}}")
            .replace(
                "views:",
                "dimensions: {shops: {from: {files: \"%s/shops.csv\"}, key: {shop: id}, columns: [city]}}\nviews:"
                    .formatted(directory));

    Typed typed = run(Files.writeString(spec, text), runner, mode);

    assertFailed(TWO_ROWS, typed);
  }

  private static Typed run(Path spec, String runner, String mode) {
    List<String> line = new ArrayList<>(List.of("run", spec.toString()));
    line.addAll(List.of("--runner", runner, "--mode", mode));
    if (mode.equals("daily")) {
      line.addAll(List.of("--from", "2026-11-01", "--to", "2026-11-02"));
    }
    return Typed.tidemark(line.toArray(String[]::new));
  }

  private static void assertFailed(String reason, Typed typed) {
    assertEquals(1, typed.exit(), typed.err());
    assertTrue(typed.err().lines().anyMatch(line -> line.startsWith(reason)), typed.err());
    assertFalse(typed.err().contains("\tat "), typed.err());
  }

  private Path spec() throws IOException {
    Files.writeString(
        directory.resolve("in.jsonl"), "{\"at\": \"2026-11-01T12:00:00Z\"}\n{broken\n[]\n");
    String text =
        """
        pipeline: failing
        source: {files: "%1$s/in.jsonl"}
        event:
          format: json
          fields: {at: timestamp}
          time: at
        views:
          events: {sink: {files: "%1$s/events"}}
        deadLetters: {files: "%1$s/dead", failAbove: 50%%}
        """;
    return Files.writeString(directory.resolve("failing.yaml"), text.formatted(directory));
  }
}
