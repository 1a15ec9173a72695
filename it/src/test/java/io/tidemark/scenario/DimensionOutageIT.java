package io.tidemark.scenario;

import static io.tidemark.scenario.GeoPipeline.now;
import static io.tidemark.scenario.HitPipeline.time;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.MovingHosts.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database of a dimension is away while it should be read again: no event is lost, none is
 * enriched with nulls because of it, the run goes on, and later knows what was entered later.
 */
class DimensionOutageIT {
  /** Many times refreshEvery. */
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration NOTICE = Duration.ofSeconds(2);

  @TempDir Path directory;
  private PostgresDatabase places;

  @BeforeEach
  void startPlaces() throws Exception {
    places = PostgresDatabase.start();
  }

  @AfterEach
  void stopPlaces() throws Exception {
    places.close();
  }

  @Test
  void aStreamThatDoesNotWaitGoesOnWithWhatItReadLast() throws Exception {
    GeoPipeline geo = GeoPipeline.in(directory, "outage_latest", places, "refreshEvery: 1s");
    geo.enter("a", now().minus(Duration.ofDays(30)), "NZ");
    try (Running running = geo.start(Runner.DIRECT)) {
      // Entered and read before the outage, in the midst of which it becomes true.
      Instant change = now().plus(NOTICE).plus(OUTAGE.dividedBy(2));
      geo.move("a", change, "AU");
      Instant entered = now();
      sendUntil(running, geo, row -> !time(row, "geo_loaded_at").isBefore(entered));

      places.stopServer();
      sendUntil(running, geo, row -> age(row).compareTo(OUTAGE) > 0);
      places.startServerAgain();

      Instant last = now().plus(NOTICE);
      geo.move("a", last, "FJ");
      sendUntil(running, geo, row -> !time(row, "geo_loaded_at").isBefore(last));
      awaitRunning(running, () -> geo.rows("events").size() == geo.hosts().countSent());

      for (Map<String, @Nullable Object> row : geo.rows("events")) {
        String exact = geo.hosts().country("a", time(row, "at"));
        boolean tooEarly = time(row, "geo_loaded_at").isBefore(last) && "FJ".equals(exact);
        boolean before = tooEarly && "AU".equals(row.get("geo_country"));
        assertEquals(before ? "AU" : exact, row.get("geo_country"), row::toString);
      }
      assertEquals(Optional.empty(), running.failure());
    }
    assertEquals(List.of(), geo.rows("dead"));
  }

  @Test
  void aStreamThatWaitsHoldsItsEventsUntilTheOutageIsOver() throws Exception {
    GeoPipeline geo =
        GeoPipeline.in(directory, "outage_wait", places, "refreshEvery: 1s", "freshness: wait");
    geo.enter("a", now().minus(Duration.ofDays(30)), "NZ");
    try (Running running = geo.start(Runner.FLINK, "--checkpointingInterval=500")) {
      geo.send(List.of(hit(geo, 0), hit(geo, 1)));
      awaitAll(running, geo);
      // No read covers what is sent from here on, until the outage is over.
      places.stopServer();
      long seen = geo.hosts().countSent();
      for (int i = 0; i < 5; i++) {
        geo.send(List.of(hit(geo, 0), hit(geo, 1)));
        awaitRunning(running, () -> geo.durable() == geo.hosts().countSent());
      }
      assertEquals(seen, geo.rows("events").size());
      places.startServerAgain();

      Instant last = now().plus(NOTICE);
      geo.move("a", last, "FJ");
      geo.send(MovingHits.around(last, "last").stream().filter(h -> h.host().equals("a")).toList());
      awaitAll(running, geo);
      assertEquals(Optional.empty(), running.failure());
    }
    assertEquals(List.of(), geo.rows("dead"));
  }

  private interface Seen {
    boolean test(Map<String, @Nullable Object> row);
  }

  /**
   * Sends a hit of the moment again and again, until one is written of which {@code seen} holds.
   */
  private static void sendUntil(Running running, GeoPipeline geo, Seen seen) {
    awaitRunning(
        running,
        () -> {
          geo.send(List.of(hit(geo, 0), hit(geo, 1)));
          return geo.rows("events").stream().anyMatch(seen::test);
        });
  }

  private static Hit hit(GeoPipeline geo, int partition) {
    return new Hit(partition, partition + "-" + geo.hosts().countSent(), now(), "a", 1);
  }

  /** How old what it was enriched from was when the broker got it. */
  private static Duration age(Map<String, @Nullable Object> row) {
    return Duration.between(time(row, "geo_loaded_at"), time(row, "arrived_at"));
  }

  private static void awaitAll(Running running, GeoPipeline geo) {
    awaitRunning(
        running,
        () -> lines(geo.events(Instant.MAX)).equals(lines(geo.hosts().events(Instant.MAX))));
  }

  private static void awaitRunning(Running running, Callable<Boolean> reached) {
    await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              assertFalse(running.isDone(), () -> "it ended: " + running.failure());
              return reached.call();
            });
  }

  private static String lines(List<String> rows) {
    return String.join("\n", rows);
  }
}
