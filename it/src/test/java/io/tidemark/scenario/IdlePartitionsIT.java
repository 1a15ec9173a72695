package io.tidemark.scenario;

import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static io.tidemark.scenario.HitPipeline.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.HitPipeline.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Idle partitions, and one that has never delivered, hold no result back; what they deliver when
 * they wake up is accepted, or in lateEvents, by its tidemark.
 */
class IdlePartitionsIT {
  private static final Duration SIZE = Duration.ofSeconds(2);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void noResultIsHeldBackAndNothingIsLostByWhatWakesUp(Runner runner) throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "idle-" + runner, "1s", "2s").createTopic(3, "LogAppendTime");
    Instant past = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    List<Hit> first = hits(past, "first", 0, 10);
    first.addAll(hits(past, "first", 1, 5));
    pipeline.send(first);

    try (Running running = pipeline.start(runner)) {
      awaitEquals(running, Map.of(past, 15L), () -> pipeline.finalHits("hits"));
      awaitEquals(running, Map.of(past, 15L), () -> pipeline.finalHits("patient"));
      assertEquals(List.of("ON_TIME"), pipeline.column("hits", "pane"));

      List<Hit> woken = hits(past, "old", 1, 3);
      woken.addAll(hits(past, "old", 2, 2));
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      woken.addAll(List.of(new Hit(1, "new-1", now), new Hit(2, "new-2", now)));
      pipeline.send(woken);

      Instant window = Instant.ofEpochMilli(now.toEpochMilli() / 2_000 * 2_000);
      awaitEquals(running, Map.of(past, 15L, window, 2L), () -> pipeline.finalHits("hits"));
      awaitEquals(running, Map.of(past, 20L, window, 2L), () -> pipeline.finalHits("patient"));
      awaitEquals(running, 22, () -> pipeline.rows("events").size());
      awaitEquals(running, 5, () -> pipeline.rows("late").size());
    }

    assertEquals(
        Stream.of("old-1-0", "old-1-1", "old-1-2", "old-2-0", "old-2-1").toList(),
        pipeline.column("late", "id"));
    assertEquals(List.of(), pipeline.rows("dead"));
    assertEachIsWhereItsTidemarkSays(pipeline);
  }

  private static void assertEachIsWhereItsTidemarkSays(HitPipeline pipeline) throws Exception {
    List<String> tooLate =
        pipeline.rows("events").stream()
            .filter(IdlePartitionsIT::isTooLate)
            .map(row -> String.valueOf(row.get("id")))
            .sorted()
            .toList();
    assertEquals(pipeline.column("late", "id"), tooLate);
    for (Map<String, @Nullable Object> row : pipeline.rows("late")) {
      assertEquals("hits", row.get("view"));
      assertFalse(time(row, "tidemark").isBefore(time(row, "window_end")));
    }
  }

  /** By the rule: for a window of no allowed lateness. */
  private static boolean isTooLate(Map<String, @Nullable Object> event) {
    if (event.get("tidemark") == null) {
      return false;
    }
    long size = SIZE.toMillis();
    long end = Math.floorDiv(time(event, "at").toEpochMilli(), size) * size + size;
    return end <= time(event, "tidemark").toEpochMilli();
  }

  /** That many in the window that begins at {@code start}, all within its outOfOrderness. */
  private static List<Hit> hits(Instant start, String what, int partition, int count) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = what + "-" + partition + "-" + i;
      hits.add(new Hit(partition, id, start.plusMillis(900 - 10L * i)));
    }
    return hits;
  }
}
