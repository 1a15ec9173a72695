package io.tidemark.scenario;

import io.tidemark.fixture.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A spec over {@link VisitTraffic} with views of every kind and a ledger, and its rows. */
final class LedgerPipeline {
  private static final List<String> COUNTS =
      List.of("arrivals", "dead_letters", "duplicates", "kept", "filtered", "accepted", "too_late");

  private static final String SPEC =
      """
      pipeline: visits
      connections:
        serving: {postgres: {url: "${PG_URL:-URL}", user: postgres, password: postgres}}
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields: {id: string, ts: timestamp, host: string, status: long}
        time: ts
        watermark: {outOfOrderness: 15s}
        dedup: {by: [id], within: 5h}
      checks:
        known_status: {expect: "status BETWEEN 100 AND 599", onFail: deadLetter}
      dimensions:
        geo:
          from: {files: "DIR/geo.csv"}
          key: {host: name}
          columns: [country]
          onMiss: deadLetter
      views:
        all:
          sink: {files: "DIR/out/all"}
        errors:
          where: "status >= 500"
          sink: {files: "DIR/out/errors"}
        hourly:
          where: "status < 500"
          window: {fixed: 1h}
          allowedLateness: 2h
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {files: "DIR/out/hourly"}
        sliding:
          window: {sliding: {size: 3h, every: 1h}}
          allowedLateness: 1h
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {files: "DIR/out/sliding"}
      lateEvents: {files: "DIR/out/late"}
      deadLetters: {files: "DIR/out/dead"}
      """;

  private static final String LEDGER = "ledger: {postgres: serving, schema: books}\n";

  private final Path directory;
  private final PostgresDatabase database;

  private LedgerPipeline(Path directory, PostgresDatabase database) {
    this.directory = directory;
    this.database = database;
  }

  /** Writes the spec and what it reads. */
  static LedgerPipeline in(Path directory, PostgresDatabase database) throws IOException {
    LedgerPipeline pipeline = new LedgerPipeline(directory, database);
    VisitTraffic.write(Files.createDirectory(directory.resolve("in")));
    Files.writeString(directory.resolve("geo.csv"), "name,country\na,NZ\nb,DE\nc,JP\n");
    pipeline.write(database.jdbcUrl(), true);
    return pipeline;
  }

  void write(String url, boolean withLedger) throws IOException {
    String spec = SPEC.replace("DIR", directory.toString()).replace("URL}", url + "}");
    Files.writeString(spec(), withLedger ? spec + LEDGER : spec);
  }

  Path spec() {
    return directory.resolve("visits.yaml");
  }

  /** {@code tidemark run SPEC OPTIONS}. */
  Typed run(String... options) {
    return Typed.tidemark(
        Stream.concat(Stream.of("run", spec().toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  /** {@code tidemark ledger SPEC OPTIONS}. */
  Typed ledger(String... options) {
    return Typed.tidemark(
        Stream.concat(Stream.of("ledger", spec().toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  /** The rows of a run, as {@link LedgerOracle#rows} has them. */
  List<String> rows(String run) {
    List<String> rows = new ArrayList<>();
    for (Map<String, @Nullable Object> row :
        database.query("SELECT * FROM books.ledger WHERE run = '" + run + "'")) {
      Map<String, Long> counts = new TreeMap<>();
      for (String term : COUNTS) {
        if (row.get(term) instanceof Long count && count != 0) {
          counts.put(term, count);
        }
      }
      String view = "".equals(row.get("view")) ? "pipeline" : String.valueOf(row.get("view"));
      String minute =
          row.get("minute") instanceof Timestamp time ? time.toInstant().toString() : "none";
      rows.add(view + " " + minute + " " + row.get("epoch") + " " + counts);
    }
    return rows.stream().sorted().toList();
  }
}
