package io.tidemark.scenario;

import static io.tidemark.scenario.HitPipeline.OUT_OF_ORDERNESS;
import static io.tidemark.scenario.HitPipeline.awaitEquals;
import static io.tidemark.scenario.HitPipeline.position;
import static io.tidemark.scenario.HitPipeline.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.HitPipeline.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A producer whose clock is ahead makes nobody late: what it sends is refused, and told. */
class BadClockIT {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int EDGE = 400;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"LogAppendTime, FLINK", "CreateTime, DIRECT"})
  void whatIsTooFarInTheFutureIsADeadLetterAndMovesNoWatermark(String timestamps, Runner runner)
      throws Exception {
    String topic = "bad-clock-" + timestamps;
    HitPipeline pipeline = HitPipeline.in(directory, topic, "1s", "2s").createTopic(3, timestamps);
    Instant sent = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant past = sent.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    pipeline.send(hits(past, sent));

    try (Running running = pipeline.start(runner)) {
      awaitEquals(running, Map.of(past, 30L), () -> pipeline.finalHits("hits"));
      awaitEquals(
          running,
          31 + EDGE + 1,
          () -> pipeline.rows("events").size() + pipeline.rows("dead").size());
    }

    assertEquals(List.of(), pipeline.rows("late"));
    assertTrue(pipeline.rows("dead").size() >= 2, "the two that are far ahead");
    assertTrue(pipeline.column("dead", "reason").stream().allMatch("FUTURE_EVENT_TIME"::equals));
    assertTheEdgeIsExact(pipeline);
    assertTidemarks(pipeline, topic);
    if (timestamps.equals("LogAppendTime")) {
      assertArrivalTimesAreTheBrokers(pipeline);
    }
  }

  /**
   * Partition 0: ten good ones, one a day ahead, ten good ones. Partition 1: ten good ones.
   * Partition 2: many about the edge of the tolerance, the first at it and the last far behind it.
   */
  private static List<Hit> hits(Instant past, Instant sent) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      hits.add(new Hit(0, "good", past.plusMillis(i)));
      hits.add(new Hit(1, "good", past.plusMillis(100L * i)));
    }
    hits.add(new Hit(0, "ahead", sent.plus(Duration.ofDays(1))));
    for (int i = 0; i < 10; i++) {
      hits.add(new Hit(0, "good", past.plusMillis(1_000 - i)));
    }
    for (int i = 0; i < EDGE; i++) {
      hits.add(new Hit(2, "edge", sent.plus(TOLERANCE).plusMillis(25L * i)));
    }
    hits.add(new Hit(2, "ahead", sent.plus(Duration.ofHours(1))));
    return hits;
  }

  /** Accepted up to arrival + tolerance, refused a millisecond later. */
  private static void assertTheEdgeIsExact(HitPipeline pipeline) throws Exception {
    for (Map<String, @Nullable Object> event : pipeline.rows("events")) {
      Instant latest = time(event, "arrived_at").plus(TOLERANCE);
      assertFalse(time(event, "at").isAfter(latest), event::toString);
    }
    ObjectMapper json = new ObjectMapper();
    for (Map<String, @Nullable Object> letter : pipeline.rows("dead")) {
      Instant latest = time(letter, "arrived_at").plus(TOLERANCE);
      String payload = String.valueOf(letter.get("payload"));
      Instant at = Instant.parse(json.readTree(payload).get("at").asText());
      assertTrue(at.isAfter(latest), letter::toString);
    }
  }

  /** The whole backlog was there at the start: so no tidemark comes from idleness. */
  private static void assertTidemarks(HitPipeline pipeline, String topic) throws Exception {
    Map<String, Map<String, @Nullable Object>> events = new HashMap<>();
    pipeline.rows("events").forEach(event -> events.put(position(event), event));
    for (int partition = 0; partition < 3; partition++) {
      Instant newest = null;
      for (int offset = 0; offset <= EDGE; offset++) {
        Map<String, @Nullable Object> event = events.get(topic + "-" + partition + "@" + offset);
        if (event == null) {
          continue;
        }
        String tidemark = newest == null ? null : newest.minus(OUT_OF_ORDERNESS).toString();
        assertEquals(tidemark, event.get("tidemark"), event::toString);
        Instant at = time(event, "at");
        newest = newest == null || at.isAfter(newest) ? at : newest;
      }
    }
  }

  private static void assertArrivalTimesAreTheBrokers(HitPipeline pipeline) throws Exception {
    Map<String, Instant> times = pipeline.brokerTimes();
    for (String output : List.of("events", "dead")) {
      for (Map<String, @Nullable Object> row : pipeline.rows(output)) {
        assertEquals(times.get(position(row)), time(row, "arrived_at"));
      }
    }
  }
}
