package io.tidemark.scenario;

import static io.tidemark.scenario.GeoPipeline.now;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.MovingHosts.Hit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream on Flink is killed between two reads of its dimension, which changes before it is
 * restored: events that were on time are what they would have been.
 */
class RestoredDimensionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final int STEPS = 100;

  @TempDir Path directory;

  @Test
  void whatWasHeldWhenTheRunWasKilledCarriesTheVersionThatWasEnteredMeanwhile() throws Exception {
    PostgresDatabase places = SharedFixtures.postgres().fresh("places_restored");
    GeoPipeline geo =
        GeoPipeline.in(
            directory,
            "restored",
            places,
            "refreshEvery: 2s",
            "freshness: wait",
            "updatedAt: changed");
    Instant begin = now();
    geo.enter("a", begin.minus(Duration.ofDays(30)), "NZ");
    geo.enter("a", begin.minusSeconds(20), "AU");
    geo.enter("b", begin.minus(Duration.ofDays(2)), "DE");
    geo.send(MovingHits.past(begin));

    Instant held;
    try (OwnProcess run = start(geo)) {
      awaitEvents(geo, () -> !run.isAlive());
      held = now();
      geo.send(ahead(held));
      long sent = geo.hosts().countSent();
      awaitOrEnd(() -> !run.isAlive() || geo.durable() == sent);
      assertEquals(sent, geo.durable(), run::printed);
      run.kill();
    }
    long written = geo.rows("events").size();
    assertTrue(written < geo.hosts().countSent(), "some were held");
    Instant move = stepAfter(held, now().plusSeconds(1));
    geo.move("a", move, "FJ");
    geo.move("b", move.plus(STEP), null);

    Instant end = Instant.ofEpochMilli((held.toEpochMilli() / 1_000 + 12) * 1_000);
    try (Running run = geo.start(Runner.FLINK, restoring())) {
      geo.send(MovingHits.closing(end));
      awaitEvents(geo, run::isDone);
      String expected = lines(geo.hosts().hits(end));
      awaitOrEnd(() -> run.isDone() || lines(geo.hits(end)).equals(expected));
      assertEquals(expected, lines(geo.hits(end)));
      assertEquals(Optional.empty(), run.failure());
    }
    assertEquals(List.of(), geo.rows("late"));
  }

  /** At each step one a millisecond before it and one at it, in the wrong order. */
  private static List<Hit> ahead(Instant from) {
    List<Hit> hits = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      Instant time = from.plus(STEP.multipliedBy(step));
      for (int partition = 0; partition < GeoPipeline.PARTITIONS; partition++) {
        for (String host : List.of("a", "b")) {
          String id = "ahead-" + step + "-" + partition + "-" + host;
          hits.add(new Hit(partition, id, time, host, step));
          hits.add(new Hit(partition, id + "-before", time.minusMillis(1), host, step));
        }
      }
    }
    return hits;
  }

  /** The first step of those at or after {@code time}; one past the last is a mistake. */
  private static Instant stepAfter(Instant from, Instant time) {
    long step = 1 + Duration.between(from, time).dividedBy(STEP);
    assertTrue(step < STEPS - 1, "the run took too long to be killed: step " + step);
    return from.plus(STEP.multipliedBy(step));
  }

  private OwnProcess start(GeoPipeline geo) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("run", geo.spec().toString(), "--runner", "flink", "--"));
    line.addAll(checkpoints().options());
    return OwnProcess.start(directory.resolve("log"), line.toArray(String[]::new));
  }

  private String[] restoring() throws IOException {
    return checkpoints().restoring().toArray(String[]::new);
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(directory.resolve("checkpoints"));
  }

  private static void awaitEvents(GeoPipeline geo, BooleanSupplier ended) throws IOException {
    String expected = lines(geo.hosts().events(Instant.MAX));
    awaitOrEnd(() -> ended.getAsBoolean() || lines(geo.events(Instant.MAX)).equals(expected));
    assertEquals(expected, lines(geo.events(Instant.MAX)));
  }

  /** After {@link #PATIENCE} it goes on: what is missing is then told by a comparison. */
  private static void awaitOrEnd(Callable<Boolean> reached) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    await()
        .atMost(PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> System.nanoTime() > deadline || reached.call());
  }

  /** Each row once: what was written after the checkpoint is written again. */
  private static String lines(List<String> rows) {
    return String.join("\n", rows.stream().distinct().toList());
  }
}
