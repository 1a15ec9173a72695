package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arrivals that a pipeline could not use, before and after someone mended its spec: once mended
 * they are what they would have been, and no dead letters any more.
 */
class ReplayDeadLettersIT {
  private static final String SPEC =
      """
      pipeline: replayed
      connections:
        serving: {postgres: {url: "URL", user: postgres, password: postgres}}
        broker: {kafka: {bootstrapServers: "BROKER"}}
        lake: {iceberg: {catalog: {type: hadoop, warehouse: "DIR/lake"}}}
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, host: string, status: STATUS}
        time: at
        watermark: {outOfOrderness: 1s}
      views:
        events: {sink: {postgres: serving, table: events}}
        hits:
          window: {fixed: 5m}
          groupBy: [host]
          measures: {hits: "COUNT(*)"}
          sink: {postgres: serving, table: hits}
      lateEvents: {postgres: serving, table: late}
      deadLetters: DEAD
      """;

  private static final String ARRIVALS =
      """
      {"at": "2026-11-01T12:00:00Z", "host": "a", "status": 200}
      {"at": "2026-11-01T12:01:00Z", "host": "b"}
      {broken
      {"at": "2026-11-01T12:10:00Z", "host": "a", "status": 200}
      {"at": "2026-11-01T12:02:00Z", "host": "late"}
      {"at": "2026-11-01T12:11:00Z", "host": "longer", "status": 200}
      """;

  @TempDir Path directory;
  private PostgresDatabase database;

  @BeforeEach
  void write() throws Exception {
    database = SharedFixtures.postgres().fresh("replayed");
    database.execute(
        "CREATE TABLE events (at timestamptz, host varchar(5), status bigint, tidemark timestamptz,"
            + " source_partition text, source_offset bigint, arrived_at timestamptz);"
            + "CREATE TABLE hits (host varchar(5), window_start timestamptz, window_end timestamptz,"
            + " hits bigint, pane text, generation bigint, revision bigint)");
    Files.createDirectories(directory.resolve("in"));
    Files.writeString(directory.resolve("in/data.jsonl"), ARRIVALS);
  }

  private Path spec(String dead, String status) throws Exception {
    return Files.writeString(
        directory.resolve("spec.yaml"),
        SPEC.replace("URL", database.jdbcUrl())
            .replace("BROKER", SharedFixtures.kafka().bootstrapServers())
            .replace("DEAD", dead)
            .replace("STATUS", status)
            .replace("DIR", directory.toString()));
  }

  private String where(String system) {
    return switch (system) {
      case "postgres" -> IN_POSTGRES;
      case "files" -> "{files: " + directory.resolve("dead") + "}";
      case "iceberg" -> "{iceberg: lake, table: web.dead}";
      default -> "{iceberg: lake, table: web.dead, partitionBy: [\"day(arrived_at)\", reason]}";
    };
  }

  private static final String IN_POSTGRES = "{postgres: serving, table: dead}";

  private void day(Path spec) {
    Typed run =
        Typed.tidemark(
            "run",
            spec.toString(),
            "--mode",
            "daily",
            "--from",
            "2026-11-01",
            "--to",
            "2026-11-02",
            "--open-windows");
    assertEquals(0, run.exit(), run.err());
  }

  private static String replay(Path spec, String... flags) {
    String[] line = new String[flags.length + 2];
    line[0] = "replay-dead-letters";
    line[1] = spec.toString();
    System.arraycopy(flags, 0, line, 2, flags.length);
    Typed typed = Typed.tidemark(line);
    assertEquals(0, typed.exit(), typed.err());
    return typed.err();
  }

  /** {@code reason stage}, sorted. */
  private List<String> dead(String where) throws Exception {
    if (where.contains("lake")) {
      return deadInTheLake();
    }
    List<Map<String, Object>> rows =
        where.equals(IN_POSTGRES)
            ? database.query("SELECT * FROM dead")
            : JsonFiles.rows(directory.resolve("dead"));
    return rows.stream().map(row -> row.get("reason") + " " + row.get("stage")).sorted().toList();
  }

  private List<String> deadInTheLake() throws Exception {
    List<String> rows = new ArrayList<>();
    try (HadoopCatalog catalog =
            new HadoopCatalog(new Configuration(), directory.resolve("lake").toString());
        CloseableIterable<Record> found =
            IcebergGenerics.read(catalog.loadTable(TableIdentifier.of("web", "dead"))).build()) {
      found.forEach(row -> rows.add(row.getField("reason") + " " + row.getField("stage")));
    }
    return rows.stream().sorted().toList();
  }

  private List<Object> column(String sql) {
    return database.query(sql).stream().map(row -> row.values().iterator().next()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "files", "iceberg", "iceberg by day"})
  void whatWasMendedIsWhereItWouldHaveBeenAndIsNoDeadLetterAnyMore(String system) throws Exception {
    String where = where(system);
    day(spec(where, "long"));
    assertEquals(
        List.of(
            "MALFORMED decode",
            "SCHEMA decode",
            "SCHEMA decode",
            "SINK_REJECTED sink events",
            "SINK_REJECTED sink hits"),
        dead(where));
    List<Object> tidemarks = column("SELECT tidemark FROM events ORDER BY source_offset");

    Path mended = spec(where, "{type: long, default: 0}");
    String said = replay(mended);

    assertEquals(
        List.of("MALFORMED decode", "SINK_REJECTED sink events", "SINK_REJECTED sink hits"),
        dead(where));
    assertEquals(
        List.of("a", "b", "a", "late"), column("SELECT host FROM events ORDER BY source_offset"));
    assertEquals(
        tidemarks, column("SELECT tidemark FROM events WHERE status = 200 ORDER BY source_offset"));
    assertEquals(List.of("late"), column("SELECT host FROM late"));
    assertTrue(
        said.contains(
            "2 event(s) kept, 2 refused row(s) tried again; 3 failed again: they are in"
                + " deadLetters"),
        said);
    assertTrue(said.contains("--mode daily --from 2026-11-01 --to 2026-11-02"), said);

    database.execute(
        "ALTER TABLE events ALTER host TYPE text;" + "ALTER TABLE hits ALTER host TYPE text");
    replay(mended);

    assertEquals(List.of("MALFORMED decode"), dead(where));
    assertEquals(
        List.of("a", "b", "a", "late", "longer"),
        column("SELECT host FROM events ORDER BY source_offset"));
    assertEquals(List.of(1L), column("SELECT hits FROM hits WHERE host = 'longer'"));
  }

  @Test
  void aTopicIsReplayedFromWhereTheLastReplayEnded() throws Exception {
    String where = "{kafka: broker, topic: replayed_dead_letters}";
    SharedFixtures.kafka().createTopic("replayed_dead_letters", 3, Map.of());
    day(spec(where, "long"));
    Path mended = spec(where, "{type: long, default: 0}");

    String first = replay(mended);
    database.execute(
        "ALTER TABLE events ALTER host TYPE text;" + "ALTER TABLE hits ALTER host TYPE text");
    String second = replay(mended);
    String third = replay(mended);

    assertTrue(first.contains("2 event(s) kept, 2 refused row(s) tried again; 3 failed"), first);
    assertTrue(second.contains("0 event(s) kept, 2 refused row(s) tried again; 1 failed"), second);
    assertTrue(third.contains("0 event(s) kept, 0 refused row(s) tried again; 1 failed"), third);
    assertEquals(
        List.of("a", "b", "a", "late", "longer"),
        column("SELECT host FROM events ORDER BY source_offset"));
    Typed refused =
        Typed.tidemark("replay-dead-letters", mended.toString(), "--reason", "MALFORMED");
    assertEquals(2, refused.exit(), refused.err());
  }

  @Test
  void onlyWhatIsAskedForIsReplayed() throws Exception {
    day(spec(IN_POSTGRES, "long"));
    Path mended = spec(IN_POSTGRES, "{type: long, default: 0}");

    String early = replay(mended, "--to", "2026-01-01");
    assertTrue(early.contains("no dead letters to replay"), early);
    replay(mended, "--reason", "MALFORMED", "--from", "2026-01-01");

    assertEquals(5, dead(IN_POSTGRES).size());

    replay(mended, "--reason", "SCHEMA");

    assertEquals(
        List.of("MALFORMED decode", "SINK_REJECTED sink events", "SINK_REJECTED sink hits"),
        dead(IN_POSTGRES));
  }

  @Test
  void aReplayThatFailsLosesNothingAndMayBeRepeated() throws Exception {
    day(spec(IN_POSTGRES, "long"));
    Path mended = spec(IN_POSTGRES, "{type: long, default: 0}");
    database.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE EXCEPTION 'no deletes today'; END$$;"
            + "CREATE TRIGGER stop BEFORE DELETE ON dead FOR EACH ROW EXECUTE FUNCTION stop()");
    Typed failed = Typed.tidemark("replay-dead-letters", mended.toString());

    assertEquals(1, failed.exit(), failed.err());
    assertTrue(failed.err().contains("no deletes today"), failed.err());
    assertEquals(5, dead(IN_POSTGRES).size());

    database.execute("DROP TRIGGER stop ON dead");
    replay(mended);

    assertEquals(3, dead(IN_POSTGRES).size());
    assertEquals(4, database.count("SELECT count(*) FROM events"));
    assertEquals(1, database.count("SELECT count(*) FROM late"));
  }
}
