package io.tidemark.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The pipeline of the drills: one topic of hits into every sink at once. */
final class DrillSpec {
  /** The names of the views with windows, which are all alike. */
  static final List<String> WINDOWED_VIEWS =
      List.of("windows_lake", "windows_table", "windows_topic", "windows_exact");

  private static final String WINDOWS =
      """
          window: {fixed: 20s}
          allowedLateness: 60s
          emit: {early: 1s}
          groupBy: [host]
          measures:
            n: "COUNT(*)"
            errors: "COUNT(*) FILTER (WHERE status >= 500)"
            bytes: "SUM(bytes)"
      """;

  private static final String SPEC =
      """
      pipeline: NAME
      connections:
        broker: {kafka: {bootstrapServers: "BROKER"}}
        serving: {postgres: {url: "DATABASE", user: postgres, password: postgres}}
        lake: {iceberg: {catalog: {type: hadoop, warehouse: "WAREHOUSE"}}}
      source: {kafka: broker, topics: [NAME]}
      event:
        format: json
        fields: {id: string, ts: timestamp, host: string, status: long, bytes: long}
        time: ts
        watermark: {outOfOrderness: 5s, idleTimeout: 30m}
      checks:
        known_status: {expect: "status BETWEEN 100 AND 599", onFail: deadLetter}
      views:
        events_lake:
          sink: {iceberg: lake, table: NAME.events, commitEvery: 1s}
        windows_lake:
      WINDOWS    sink: {iceberg: lake, table: NAME.windows, commitEvery: 1s}
        events_table:
          sink: {postgres: serving, table: events}
        events_exact:
          sink: {kafka: broker, topic: NAME.events, delivery: exactly-once}
        windows_table:
      WINDOWS    sink: {postgres: serving, table: windows}
        windows_topic:
      WINDOWS    sink: {kafka: broker, topic: NAME.windows}
        windows_exact:
      WINDOWS    sink: {kafka: broker, topic: NAME.exact, delivery: exactly-once}
      lateEvents: {postgres: serving, table: late}
      deadLetters: {postgres: serving, table: dead}
      ledger: {postgres: serving, schema: books}
      """;

  private DrillSpec() {}

  /**
   * Writes it.
   *
   * @param name of the pipeline, its topic, and the namespace of its tables
   */
  static Path write(Path directory, String name, DrillSystems systems) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        SPEC.replace("WINDOWS", WINDOWS)
            .replace("NAME", name)
            .replace("BROKER", systems.broker().bootstrapServers())
            .replace("DATABASE", systems.database().jdbcUrl())
            .replace("WAREHOUSE", systems.lake().warehouse()));
  }
}
