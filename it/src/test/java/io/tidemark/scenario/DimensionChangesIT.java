package io.tidemark.scenario;

import static io.tidemark.scenario.GeoPipeline.now;
import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static io.tidemark.scenario.HitPipeline.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.MovingHosts.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A dimension changes while a stream runs: each event carries the version of its own time, and the
 * batch over the same arrivals says the same.
 */
class DimensionChangesIT {
  /** How long before a move holds it is entered. */
  private static final Duration NOTICE = Duration.ofSeconds(3);

  /** What is left of it for entering the move. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void aStreamThatWaitsAndTheBatchHoldTheSameRows(Runner runner) throws Exception {
    GeoPipeline geo =
        in("waits_", runner, "refreshEvery: 1s", "freshness: wait", "updatedAt: changed")
            .withLake();
    Instant begin = now();
    enterThePast(geo, begin);
    geo.send(MovingHits.past(begin));
    Instant change;
    Instant end;
    try (Running running = geo.start(runner)) {
      awaitEvents(running, geo);

      change = sendAhead(running, geo);
      move(geo, change);
      geo.send(MovingHits.around(change, "entered-before"));
      end = endAfter(change);
      geo.send(MovingHits.closing(end));
      awaitEvents(running, geo);
      awaitEquals(running, lines(geo.hosts().hits(end)), () -> lines(geo.hits(end)));
    }
    assertTrue(
        geo.hosts().events(end).stream().anyMatch(row -> row.contains("FJ")), "someone moved");

    Instant from = begin.minus(Duration.ofMinutes(1));
    geo.replay(geo.spec(), from, end, runner);
    assertRows(geo, end);
    geo.replay(geo.specWithHistory(), from, end, runner);
    assertRows(geo, end);
    assertEquals(List.of(), geo.rows("late"));
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void aStreamThatDoesNotWaitTellsWhichEventsTheBatchMayKnowBetter(Runner runner) throws Exception {
    GeoPipeline geo = in("latest_", runner, "refreshEvery: 1s");
    Instant begin = now();
    enterThePast(geo, begin);
    geo.send(MovingHits.past(begin));
    Instant later = begin.plus(Duration.ofMinutes(2));
    List<Map<String, @Nullable Object>> streamed;
    try (Running running = geo.start(runner)) {
      awaitEvents(running, geo);
      Instant change = now().plus(NOTICE);
      move(geo, change);
      probe(running, geo, change);

      geo.send(MovingHits.around(later, "ahead"));
      awaitEquals(running, geo.hosts().countSent(), () -> geo.rows("events").size());
      streamed = geo.rows("events");
      geo.move("a", later, "TV");
    }

    Map<Boolean, List<Map<String, @Nullable Object>>> byExactness =
        streamed.stream().collect(Collectors.partitioningBy(row -> isTrue(geo, row)));
    for (Map<String, @Nullable Object> row : byExactness.get(false)) {
      assertTrue(time(row, "at").isAfter(time(row, "geo_loaded_at")), row::toString);
    }
    assertEquals(
        MovingHits.around(later, "ahead").stream()
            .filter(hit -> hit.host().equals("a") && !hit.time().isBefore(later))
            .map(Hit::id)
            .sorted()
            .toList(),
        byExactness.get(false).stream()
            .map(row -> String.valueOf(row.get("id")))
            .filter(id -> id.startsWith("ahead"))
            .sorted()
            .toList());

    Instant end = endAfter(later);
    geo.replay(geo.spec(), begin.minus(Duration.ofMinutes(1)), end, runner);
    assertEquals(lines(geo.hosts().events(end)), lines(geo.events(end)));
  }

  private GeoPipeline in(String name, Runner runner, String... refresh) throws Exception {
    String topic = name + runner;
    PostgresDatabase places = SharedFixtures.postgres().fresh("places_" + topic);
    return GeoPipeline.in(directory, topic, places, refresh);
  }

  /** One host has moved, one was not there at first, one stays. */
  private static void enterThePast(GeoPipeline geo, Instant begin) {
    geo.enter("a", begin.minus(Duration.ofDays(30)), "NZ");
    geo.enter("a", begin.minusSeconds(20), "AU");
    geo.enter("b", begin.minus(Duration.ofDays(2)), "DE");
    geo.enter("c", begin.minusSeconds(15), "JP");
  }

  /**
   * Sends hits about a time that is still to come when the run has read them: what is entered then
   * for that time is not known where they are enriched at once.
   */
  private static Instant sendAhead(Running running, GeoPipeline geo) {
    Duration notice = NOTICE;
    for (int round = 1; ; round++) {
      Instant change = now().plus(notice);
      geo.send(MovingHits.around(change, "entered-after-" + round));
      geo.sendMalformed();
      int read = round * GeoPipeline.PARTITIONS;
      awaitEquals(running, read, () -> geo.rows("dead").size());
      if (now().isBefore(change.minus(MARGIN))) {
        return change;
      }
      notice = notice.multipliedBy(2);
    }
  }

  /** One host moves, one is nowhere for a moment, one comes to be known. */
  private static void move(GeoPipeline geo, Instant change) {
    geo.move("a", change, "FJ");
    geo.move("b", change, null);
    geo.move("b", change.plusMillis(200), "AT");
    geo.move("stranger", change, "XX");
  }

  /** Sends hits of the time of a change until one is enriched from a read after it. */
  private static void probe(Running running, GeoPipeline geo, Instant change) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              assertFalse(running.isDone(), () -> "" + running.failure());
              String id = "probe-" + geo.hosts().countSent();
              geo.send(List.of(new Hit(0, id, change, "a", 1), new Hit(1, id, change, "b", 1)));
              return geo.rows("events").stream()
                  .anyMatch(row -> !time(row, "geo_loaded_at").isBefore(change));
            });
  }

  private static boolean isTrue(GeoPipeline geo, Map<String, @Nullable Object> row) {
    String country = geo.hosts().country(String.valueOf(row.get("host")), time(row, "at"));
    return Optional.ofNullable(country).equals(Optional.ofNullable(row.get("geo_country")));
  }

  private static Instant endAfter(Instant change) {
    long size = MovingHosts.WINDOW.toMillis();
    return Instant.ofEpochMilli((change.toEpochMilli() / size + 2) * size);
  }

  private static void awaitEvents(Running running, GeoPipeline geo) {
    awaitEquals(
        running, lines(geo.hosts().events(Instant.MAX)), () -> lines(geo.events(Instant.MAX)));
  }

  private static void assertRows(GeoPipeline geo, Instant end) throws Exception {
    assertEquals(lines(geo.hosts().events(end)), lines(geo.events(end)));
    assertEquals(lines(geo.hosts().hits(end)), lines(geo.hits(end)));
  }

  private static String lines(List<String> rows) {
    return String.join("\n", rows);
  }
}
