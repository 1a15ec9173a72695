package io.tidemark.scenario;

import io.tidemark.demo.Message;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.scenario.MovingHosts.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Assertions;

/**
 * A spec from a topic of hits, joined to a table of Postgres that says where hosts are, to files of
 * events and a table of windows; its runs, what is sent and entered, and what the outputs hold.
 */
final class GeoPipeline {
  static final int PARTITIONS = 2;

  private static final String SPEC =
      """
      pipeline: NAME
      connections:
        broker: {kafka: {bootstrapServers: "BROKER"}}
        places: {postgres: {url: "PLACES", user: postgres, password: postgres}}
        serving: {postgres: {url: "SERVING", user: postgres, password: postgres}}
      source: {kafka: broker, topics: [NAME]}
      event:
        format: json
        fields: {id: string, at: timestamp, host: string, bytes: long}
        time: at
        watermark: {outOfOrderness: 2s, idleTimeout: 10m, futureTolerance: 5m}
      dimensions:
        geo:
          from: {postgres: places, table: geo}
          key: {host: name}
          columns: [country]
          validFrom: since
          validTo: until
          REFRESH
      views:
        events: {sink: {files: "DIR/events"}}
        hits:
          window: {fixed: 1s}
          groupBy: {host: host, country: geo.country}
          measures: {n: "COUNT(*)", bytes: "SUM(bytes)"}
          sink: {postgres: serving, table: hits}
      lateEvents: {files: "DIR/late"}
      deadLetters: {files: "DIR/dead"}
      """;

  private final KafkaBroker broker = SharedFixtures.kafka();
  private final Path directory;
  private final String name;
  private final PostgresDatabase places;
  private final PostgresDatabase serving;
  private final MovingHosts hosts;

  private GeoPipeline(Path directory, String name, PostgresDatabase places) {
    this.directory = directory;
    this.name = name;
    this.places = places;
    this.serving = SharedFixtures.postgres().fresh(name);
    this.hosts = new MovingHosts(name);
  }

  /**
   * Writes the spec, makes the topic and the table of places.
   *
   * @param name of the topic, and of what else is this pipeline's alone
   * @param places the database of the dimension
   * @param refresh the dimension's keys about refreshing
   */
  static GeoPipeline in(Path directory, String name, PostgresDatabase places, String... refresh)
      throws IOException {
    GeoPipeline pipeline = new GeoPipeline(directory, name, places);
    pipeline.broker.createTopic(
        name, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
    places.execute(
        "CREATE TABLE geo (name text, since timestamptz, until timestamptz, country text,"
            + " changed timestamptz DEFAULT clock_timestamp())");
    Files.writeString(
        pipeline.spec(),
        SPEC.replace("NAME", name)
            .replace("BROKER", pipeline.broker.bootstrapServers())
            .replace("PLACES", places.jdbcUrl())
            .replace("SERVING", pipeline.serving.jdbcUrl())
            .replace("REFRESH", String.join("\n    ", refresh))
            .replace("DIR", directory.toString()));
    return pipeline;
  }

  Path spec() {
    return directory.resolve("geo.yaml");
  }

  /** Adds a view that keeps the events in the lake. */
  GeoPipeline withLake() throws IOException {
    String warehouse = SharedFixtures.lake().warehouse();
    String lake = "lake: {iceberg: {catalog: {type: hadoop, warehouse: \"" + warehouse + "\"}}}";
    String kept = "kept: {sink: {iceberg: lake, table: " + name + ".events, commitEvery: 1s}}";
    String spec = Files.readString(spec()).replace("connections:", "connections:\n  " + lake);
    Files.writeString(spec(), spec.replace("views:", "views:\n  " + kept));
    return this;
  }

  /** The spec, but batch runs read the lake, see {@link #withLake}. */
  Path specWithHistory() throws IOException {
    return Files.writeString(
        directory.resolve("geo-from-lake.yaml"),
        Files.readString(spec()) + "history: {iceberg: lake, table: " + name + ".events}\n");
  }

  MovingHosts hosts() {
    return hosts;
  }

  /** Sends them, each partition's in their order, and returns when the broker has them. */
  void send(List<Hit> hits) {
    deliver(hits.stream().map(Hit::message).toList());
  }

  /** Sends each partition what becomes a dead letter, whatever the events before it wait for. */
  void sendMalformed() {
    deliver(IntStream.range(0, PARTITIONS).mapToObj(MovingHosts::malformed).toList());
  }

  private void deliver(List<Message<Hit>> messages) {
    hosts.send(messages);
    broker.send(messages.stream().map(message -> message.to(name)).toList());
  }

  /**
   * Enters that a host is in {@code country} from {@code time} on; null: that it is nowhere.
   *
   * <p>What is entered only when it holds already is a correction, which no stream can have known:
   * it is a mistake of the test.
   */
  void move(String host, Instant time, @Nullable String country) {
    enter(host, time, country);
    String isEarly = "SELECT clock_timestamp() < timestamptz '" + time + "' AS early";
    Assertions.assertEquals(List.of(Map.of("early", true)), places.query(isEarly), "too late");
  }

  /** Enters it for a time that has passed already, before there is a run. */
  void enter(String host, Instant time, @Nullable String country) {
    hosts.move(host, time, country);
    places.execute(
        country == null
            ? ("UPDATE geo SET until = '%s', changed = clock_timestamp() WHERE (name, since) IN"
                    + " (SELECT name, max(since) FROM geo WHERE name = '%s' GROUP BY name)")
                .formatted(time, host)
            : "INSERT INTO geo (name, since, country) VALUES ('%s', '%s', '%s')"
                .formatted(host, time, country));
  }

  /**
   * Starts a continuous run in this JVM; the caller closes it.
   *
   * @param options of the runner
   */
  Running start(Runner runner, String... options) throws Exception {
    Request request = Request.continuous(runner).withOptions(List.of(options));
    return Launch.of(spec(), Map.of(), request, Clock.systemUTC()).start();
  }

  /** A batch run over {@code [from, to)}, which begins with empty outputs. */
  void replay(Path spec, Instant from, Instant to, Runner runner) throws IOException {
    serving.execute("TRUNCATE hits");
    for (Path file : JsonFiles.in(directory.resolve("events"))) {
      Files.delete(file);
    }
    String line =
        "run %s --mode daily --from %s --to %s --open-windows --runner %s"
            .formatted(spec, from, to, runner);
    Typed typed = Typed.tidemark(line.split(" "));
    Assertions.assertEquals(0, typed.exit(), typed.err());
  }

  /** How many messages are in a checkpoint for good, so that no restore reads them again. */
  long durable() throws InterruptedException, ExecutionException {
    try (Admin admin = broker.admin()) {
      return admin
          .listConsumerGroupOffsets(name)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  /** Every row of an output of files. */
  List<Map<String, @Nullable Object>> rows(String output) throws IOException {
    return JsonFiles.rows(directory.resolve(output));
  }

  /** The rows of the event view up to {@code end} as {@link MovingHosts#events} has them. */
  List<String> events(Instant end) throws IOException {
    List<Map<String, @Nullable Object>> rows = rows("events");
    rows.removeIf(row -> !HitPipeline.time(row, "at").isBefore(end));
    rows.forEach(row -> row.remove("geo_loaded_at"));
    return OrderRows.texts(rows);
  }

  /** The rows of the windows that end by {@code end} as {@link MovingHosts#hits} has them. */
  List<String> hits(Instant end) {
    List<Map<String, @Nullable Object>> rows =
        serving.query("SELECT * FROM hits WHERE window_end <= timestamptz '" + end + "'");
    rows.forEach(
        row ->
            row.replaceAll((column, cell) -> cell instanceof Timestamp t ? t.toInstant() : cell));
    return OrderRows.texts(rows);
  }

  /** The time, to the millisecond. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
