package io.tidemark.scenario;

import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One partition is days behind the other: no event of it is late, results come as it passes, and
 * batch gives the same.
 */
class PartitionsApartIT {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final int DAYS = 4;
  private static final Duration SIZE = Duration.ofHours(6);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void noEventOfTheSlowerOneIsLostAndBatchGivesTheSame(Runner runner) throws Exception {
    HitPipeline pipeline =
        HitPipeline.in(directory, "apart-" + runner, "10m", "6h").createTopic(2, "LogAppendTime");
    List<Hit> sent = new ArrayList<>(day(1, DAYS - 1));
    pipeline.send(sent);

    try (Running running = pipeline.start(runner)) {
      for (int day = 0; day < DAYS; day++) {
        sendAndAwait(running, pipeline, sent, day(0, day));
      }
      List<Hit> next = List.of(day(1, DAYS).get(1), day(0, DAYS).get(1));
      sendAndAwait(running, pipeline, sent, next);
      awaitEquals(running, sent.size(), () -> pipeline.rows("events").size());
    }
    assertAllAreCounted(pipeline);

    pipeline.daily("2024-03-01", "2024-03-05", runner);
    assertAllAreCounted(pipeline);
  }

  /** The results must be those of the windows that end before the last of {@code hits}. */
  private static void sendAndAwait(
      Running running, HitPipeline pipeline, List<Hit> sent, List<Hit> hits) {
    pipeline.send(hits);
    sent.addAll(hits);
    Instant reached = hits.get(hits.size() - 1).at().minus(HitPipeline.OUT_OF_ORDERNESS);
    awaitEquals(running, expected(sent, reached), () -> pipeline.finalHits("hits"));
  }

  private static void assertAllAreCounted(HitPipeline pipeline) throws Exception {
    Map<Instant, Long> all = new TreeMap<>();
    for (int i = 0; i < 4 * DAYS; i++) {
      all.put(START.plus(SIZE.multipliedBy(i)), i < 4 * (DAYS - 1) ? 12L : 24L);
    }
    assertEquals(all, pipeline.finalHits("hits"));
    assertEquals(all, pipeline.finalHits("patient"));
    assertEquals(List.of(), pipeline.rows("late"));
    assertEquals(List.of(), pipeline.rows("dead"));
  }

  /**
   * The hits of every window that ended when both partitions' watermarks were at {@code reached}.
   */
  private static Map<Instant, Long> expected(List<Hit> sent, Instant reached) {
    Map<Instant, Long> hits = new TreeMap<>();
    for (Hit hit : sent) {
      long size = SIZE.toMillis();
      Instant start = Instant.ofEpochMilli(hit.at().toEpochMilli() / size * size);
      if (!start.plus(SIZE).isAfter(reached)) {
        hits.merge(start, 1L, Long::sum);
      }
    }
    return hits;
  }

  /** Two an hour. */
  private static List<Hit> day(int partition, int day) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      Instant at = START.plus(day, ChronoUnit.DAYS).plus(Duration.ofMinutes(30L * i));
      hits.add(new Hit(partition, "p" + partition + "-" + day + "-" + i, at));
    }
    return hits;
  }
}
