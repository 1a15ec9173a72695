package io.tidemark.scenario;

import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static io.tidemark.scenario.HitPipeline.position;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.HitPipeline.Hit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream with a tide table is killed and restored: every tidemark is, position by position, that
 * of a run without a crash, and that of a batch replay. Partitions that were idle, and an event
 * that was in the future only when it was first read, are among them.
 */
class RestoredTidemarksIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** How long the event that is in the future stays in it. */
  private static final Duration AHEAD = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void everyTidemarkIsTheSameAfterACrashWithoutOneAndInAReplay() throws Exception {
    PostgresDatabase books = SharedFixtures.postgres().fresh("tidemarks");
    HitPipeline pipeline =
        HitPipeline.in(directory, "tidemarks", "2s", "2s")
            .withLedger(books)
            .createTopic(2, "CreateTime");
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    Instant past = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));

    Instant future;
    try (OwnProcess run = start(pipeline, checkpoints)) {
      pipeline.send(hits("first", past, 300));
      awaitRows(pipeline, 600, run);
      awaitOrEnd(() -> pipeline.finalHits("hits").size() == 15 || !run.isAlive());
      assertEquals(15, pipeline.finalHits("hits").size(), run::printed);

      List<Hit> woken = hits("woken", past.plusSeconds(10), 40);
      future = Instant.now().plus(TOLERANCE).plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
      woken.add(new Hit(0, "future", future));
      woken.add(new Hit(0, "after", past.plusSeconds(31)));
      pipeline.send(woken);
      awaitRows(pipeline, 682, run);
      pipeline.send(hits("more", past.plusSeconds(20), 1_000));
      awaitOrEnd(() -> tidemarks(pipeline).size() > 682 || !run.isAlive());
      run.kill();
    }
    Map<String, String> beforeTheCrash = tidemarks(pipeline);
    pipeline.send(hits("last", past.plusSeconds(20), 100));
    try (Running run = pipeline.start(Runner.FLINK, "resume", checkpoints.restoring())) {
      awaitEquals(run, 2_882, () -> tidemarks(pipeline).size());
    }
    Map<String, String> restored = tidemarks(pipeline);
    assertIdlenessRaisedSome(books, restored);
    assertEquals(Set.of("future"), ids(pipeline.rows("dead")));
    assertTrue(restored.entrySet().containsAll(beforeTheCrash.entrySet()));

    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(future.minus(TOLERANCE)));
    pipeline.forget();
    try (Running run = pipeline.start(Runner.DIRECT, "earliest", List.of())) {
      awaitEquals(run, restored, () -> tidemarks(pipeline));
    }
    pipeline.forget();
    Instant day = past.truncatedTo(ChronoUnit.DAYS);
    pipeline.daily(day.toString(), day.plus(Duration.ofDays(2)).toString(), Runner.FLINK);
    assertEquals(restored, tidemarks(pipeline));
  }

  /** As many in each of two partitions, one each 100 ms. */
  private static List<Hit> hits(String id, Instant from, int size) {
    List<Hit> hits = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      for (int i = 0; i < size; i++) {
        hits.add(new Hit(partition, id + "-" + partition + "-" + i, from.plusMillis(100L * i)));
      }
    }
    return hits;
  }

  /** Of every position that was written; one that was written twice has the same both times. */
  private static Map<String, String> tidemarks(HitPipeline pipeline) throws IOException {
    Map<String, String> tidemarks = new TreeMap<>();
    for (String output : List.of("events", "dead")) {
      for (Map<String, @Nullable Object> row : pipeline.rows(output)) {
        String tidemark = output + " " + row.get("tidemark");
        String before = tidemarks.put(position(row), tidemark);
        assertTrue(before == null || before.equals(tidemark), () -> before + " became " + row);
      }
    }
    return tidemarks;
  }

  /** In each partition the first that came after it had been idle. */
  private static void assertIdlenessRaisedSome(
      PostgresDatabase books, Map<String, String> tidemarks) {
    List<Map<String, @Nullable Object>> wakes =
        books.query("SELECT partition, \"offset\" FROM tidemark.tides WHERE kind = 'WAKE'");
    Set<String> positions = new TreeSet<>();
    wakes.forEach(row -> positions.add(row.get("partition") + "@" + row.get("offset")));
    assertTrue(
        positions.containsAll(List.of("tidemarks-0@300", "tidemarks-1@300")), positions::toString);
    assertTrue(tidemarks.keySet().containsAll(positions));
  }

  private static Set<String> ids(List<Map<String, @Nullable Object>> deadLetters) {
    Set<String> ids = new TreeSet<>();
    deadLetters.forEach(
        row ->
            ids.add(
                String.valueOf(row.get("payload")).replaceAll(".*\"id\": \"([^\"]*)\".*", "$1")));
    return ids;
  }

  private OwnProcess start(HitPipeline pipeline, Checkpoints checkpoints) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("run", pipeline.spec().toString(), "--runner", "flink", "--"));
    line.addAll(checkpoints.options());
    return OwnProcess.start(directory.resolve("log"), line.toArray(String[]::new));
  }

  private static void awaitRows(HitPipeline pipeline, int rows, OwnProcess run) {
    awaitOrEnd(() -> tidemarks(pipeline).size() == rows || !run.isAlive());
    assertTrue(run.isAlive(), run::printed);
  }

  /** After {@link #PATIENCE} it goes on: what is missing is then told by a comparison. */
  private static void awaitOrEnd(Callable<Boolean> reached) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    await()
        .atMost(PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> System.nanoTime() > deadline || reached.call());
  }
}
