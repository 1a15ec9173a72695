package io.tidemark.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The counters of a run that has ended are whole, however often they were asked for before. */
class CountersIT {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void askingWhileItRunsDoesNotSpoilTheAnswerAtTheEnd(Runner runner) throws Exception {
    int hits = 20_000;
    Files.writeString(
        directory.resolve("in.jsonl"), "{\"at\": \"2026-11-01T12:00:00Z\"}\n".repeat(hits));
    String text =
        """
        pipeline: counted
        source: {files: "%1$s/in.jsonl"}
        event:
          format: json
          fields: {at: timestamp}
          time: at
        views:
          events: {sink: {files: "%1$s/events"}}
        deadLetters: discard
        """;
    Path spec = Files.writeString(directory.resolve("spec.yaml"), text.formatted(directory));
    Launch launch = Launch.of(spec, Map.of(), Request.continuous(runner), Clock.systemUTC());

    try (Running running = launch.start()) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                Map<String, Long> soFar = running.counters();
                return running.isDone() && soFar != null;
              });

      assertEquals(Optional.empty(), running.failure());
      assertEquals(hits, running.counters().get("arrivals"));
    }
  }
}
