package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stream into tables that hold names of five letters at most: a longer one is a dead letter of
 * each, everything else is written, and the run, which fails above any dead letter, goes on.
 */
class RefusedRowsIT {
  private static final String SPEC =
      """
      pipeline: refused
      connections: {serving: {postgres: {url: "URL", user: postgres, password: postgres}}}
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, host: string}
        time: at
        watermark: {outOfOrderness: 1s}
      views:
        events: {sink: {postgres: serving, table: events}}
        hits:
          window: {fixed: 5m}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          having: "hits > 0"
          sink: {postgres: serving, table: hits}
      lateEvents: {postgres: serving, table: late}
      deadLetters: {postgres: serving, table: dead, failAbove: 0%}
      ledger: {postgres: serving}
      """;

  private static final String ARRIVALS =
      """
      {"at": "2026-11-01T12:00:00Z", "host": "a"}
      {"at": "2026-11-01T12:01:00Z", "host": "longer"}
      {"at": "2026-11-01T12:02:00Z", "host": "b"}
      {"at": "2026-11-01T12:10:00Z", "host": "a"}
      {"at": "2026-11-01T12:03:00Z", "host": "too late"}
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      value = Runner.class,
      names = {"DIRECT", "FLINK"})
  void aRowThatIsRefusedIsADeadLetterAndTheOthersAreWritten(Runner runner) throws Exception {
    PostgresDatabase database = SharedFixtures.postgres().fresh("refused");
    database.execute(
        "CREATE TABLE events (at timestamptz, host varchar(5), tidemark timestamptz,"
            + " source_partition text, source_offset bigint, arrived_at timestamptz);"
            + "CREATE TABLE hits (host varchar(5), window_start timestamptz, window_end timestamptz,"
            + " hits bigint, pane text, generation bigint, revision bigint);"
            + "CREATE TABLE late (at timestamptz, host varchar(5), view text,"
            + " window_start timestamptz, window_end timestamptz, tidemark timestamptz,"
            + " source_partition text, source_offset bigint)");
    Path in = Files.createDirectories(directory.resolve("in"));
    Files.writeString(in.resolve("data.jsonl"), ARRIVALS);
    Path spec =
        Files.writeString(
            directory.resolve("spec.yaml"),
            SPEC.replace("URL", database.jdbcUrl()).replace("DIR", directory.toString()));

    try (Running running =
        Launch.of(spec, System.getenv(), Request.continuous(runner), Clock.systemUTC()).start()) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(250))
          .untilAsserted(
              () -> {
                assertEquals(
                    List.of("1 events", "1 hits", "4 events", "4 lateEvents"), refused(database));
                assertEquals(3, database.count("SELECT count(*) FROM events"));
                assertEquals(
                    2,
                    database.count(
                        "SELECT count(*) FROM hits"
                            + " WHERE window_start = '2026-11-01T12:00:00Z'"));
                assertEquals(
                    5, database.count("SELECT sum(arrivals) FROM tidemark.ledger WHERE view = ''"));
              });
      assertEquals(Optional.empty(), running.failure());
    }
    assertEquals(0, database.count("SELECT sum(dead_letters) FROM tidemark.ledger"));
    assertEquals(0, database.count("SELECT count(*) FROM late"));
  }

  /** Of each dead letter where its event stood in the file, and which sink refused it. */
  private static List<String> refused(PostgresDatabase database) {
    return database
        .query(
            "SELECT regexp_replace(stage, '^sink (\\w+).*', '\\1') AS sink, CASE WHEN stage = 'sink"
                + " hits' THEN 'longer' ELSE payload::json ->> 'host' END AS host FROM dead WHERE"
                + " reason = 'SINK_REJECTED'")
        .stream()
        .map(row -> (row.get("host").equals("longer") ? "1 " : "4 ") + row.get("sink"))
        .sorted()
        .toList();
  }
}
