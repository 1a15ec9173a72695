package io.tidemark.scenario;

import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.HitPipeline.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic without an event: a stream waits for the first one, a batch run ends with nothing. */
class EmptyTopicIT {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void aStreamGoesOnAndCountsTheFirstEventsWhenTheyCome(Runner runner) throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "empty-" + runner, "1s", "2s").createTopic(1, "CreateTime");

    try (Running running = pipeline.start(runner)) {
      await().during(Duration.ofSeconds(3)).until(() -> !running.isDone());
      assertNothing(pipeline);
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      pipeline.send(IntStream.range(0, 5).mapToObj(i -> new Hit(0, "first-" + i, now)).toList());

      Instant window = Instant.ofEpochMilli(now.toEpochMilli() / 2_000 * 2_000);
      awaitEquals(running, Map.of(window, 5L), () -> pipeline.finalHits("hits"));
      awaitEquals(running, 5, () -> pipeline.rows("events").size());
    }

    assertEquals(List.of(), pipeline.rows("late"));
    assertEquals(List.of(), pipeline.rows("dead"));
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void aBatchRunEndsWithNothing(Runner runner) throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "empty-batch-" + runner, "1s", "2s").createTopic(2, "CreateTime");

    pipeline.daily("2024-03-01", "2024-03-03", runner);

    assertNothing(pipeline);
  }

  private static void assertNothing(HitPipeline pipeline) throws Exception {
    for (String output : List.of("events", "hits", "patient", "late", "dead")) {
      assertEquals(List.of(), pipeline.rows(output), output);
    }
  }
}
