package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Assertions;

/** A spec over a topic whose outputs are files, its runs, and what the files hold. */
final class HitPipeline {
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private static final String SPEC =
      """
      pipeline: NAME
      connections: {broker: {kafka: {bootstrapServers: "BROKER"}}}
      source: {kafka: broker, topics: [NAME]}
      event:
        format: json
        fields: {id: string, at: timestamp}
        time: at
        watermark: {outOfOrderness: 1s, idleTimeout: IDLE, futureTolerance: 5m}
      views:
        events: {sink: {files: "DIR/events"}}
        hits:
          window: {fixed: WINDOW}
          measures: {hits: "COUNT(*)"}
          sink: {files: "DIR/hits"}
        patient:
          window: {fixed: WINDOW}
          allowedLateness: 1d
          measures: {hits: "COUNT(*)"}
          sink: {files: "DIR/patient"}
      lateEvents: {files: "DIR/late"}
      deadLetters: {files: "DIR/dead"}
      """;

  /** A message of a topic's partition. */
  record Hit(int partition, String id, Instant at) {}

  private final KafkaBroker broker = SharedFixtures.kafka();
  private final Path directory;
  private final String topic;

  private HitPipeline(Path directory, String topic) {
    this.directory = directory;
    this.topic = topic;
  }

  /**
   * Writes the spec; the topic is made by {@link #createTopic}.
   *
   * @param idleTimeout as in a spec
   * @param window of both windowed views, as in a spec
   */
  static HitPipeline in(Path directory, String topic, String idleTimeout, String window)
      throws IOException {
    HitPipeline pipeline = new HitPipeline(directory, topic);
    Files.writeString(
        pipeline.spec(),
        SPEC.replace("NAME", topic)
            .replace("BROKER", pipeline.broker.bootstrapServers())
            .replace("IDLE", idleTimeout)
            .replace("WINDOW", window)
            .replace("DIR", directory.toString()));
    return pipeline;
  }

  /** Keeps a ledger, and with it the tide table, in the schema {@code tidemark}. */
  HitPipeline withLedger(PostgresDatabase books) throws IOException {
    String connection =
        "connections: {books: {postgres: {url: \"%s\", user: postgres, password: postgres}}, "
            .formatted(books.jdbcUrl());
    String spec = Files.readString(spec()).replace("connections: {", connection);
    Files.writeString(spec(), spec + "ledger: {postgres: books, schema: tidemark}\n");
    return this;
  }

  /**
   * Makes the topic.
   *
   * @param timestamps {@code CreateTime} or {@code LogAppendTime}
   */
  HitPipeline createTopic(int partitions, String timestamps) {
    broker.createTopic(topic, partitions, Map.of("message.timestamp.type", timestamps));
    return this;
  }

  Path spec() {
    return directory.resolve("spec.yaml");
  }

  /** Sends them, each partition's in their order, and returns when the broker has them. */
  void send(List<Hit> hits) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Hit hit : hits) {
      byte[] value =
          "{\"id\": \"%s\", \"at\": \"%s\"}".formatted(hit.id(), hit.at()).getBytes(UTF_8);
      records.add(new ProducerRecord<>(topic, hit.partition(), null, value));
    }
    broker.send(records);
  }

  /** When the broker got the records of the topic, or they were produced, by position. */
  Map<String, Instant> brokerTimes() {
    Map<String, Instant> times = new HashMap<>();
    broker
        .readAll(topic)
        .forEach(
            record ->
                times.put(
                    topic + "-" + record.partition() + "@" + record.offset(),
                    Instant.ofEpochMilli(record.timestamp())));
    return times;
  }

  /** Starts a continuous run; the caller closes it. */
  Running start(Runner runner) throws Exception {
    return start(runner, "resume", List.of());
  }

  /**
   * Starts a continuous run; the caller closes it.
   *
   * @param from where it starts without a checkpoint
   * @param options of the runner
   */
  Running start(Runner runner, String from, List<String> options) throws Exception {
    Request request = Request.continuous(runner).startingAt(from).withOptions(options);
    return Launch.of(spec(), System.getenv(), request, Clock.systemUTC()).start();
  }

  /** Deletes every row of every output. */
  void forget() throws IOException {
    for (String output : List.of("events", "hits", "patient", "late", "dead")) {
      for (Path file : JsonFiles.in(directory.resolve(output))) {
        Files.delete(file);
      }
    }
  }

  /** Waits until {@code found} is {@code expected}; a run that fails ends the wait. */
  static <T> void awaitEquals(Running running, T expected, Callable<T> found) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> Assertions.assertEquals(expected, found.call()));
    Assertions.assertEquals(Optional.empty(), running.failure());
  }

  /** A daily run of every day in {@code [from, to)}, complete or not. */
  void daily(String from, String to, Runner runner) {
    String[] line = {
      "run",
      spec().toString(),
      "--mode",
      "daily",
      "--from",
      from,
      "--to",
      to,
      "--open-windows",
      "--runner",
      runner.toString()
    };
    Typed typed = Typed.tidemark(line);
    Assertions.assertEquals(0, typed.exit(), typed.err());
  }

  /** Every row of an output, by column. */
  List<Map<String, @Nullable Object>> rows(String output) throws IOException {
    return JsonFiles.rows(directory.resolve(output));
  }

  /** The values of one column of an output, sorted. */
  List<String> column(String output, String column) throws IOException {
    return rows(output).stream().map(row -> String.valueOf(row.get(column))).sorted().toList();
  }

  /** The final value of every window of a windowed view, by its start. */
  Map<Instant, Long> finalHits(String view) throws IOException {
    Map<Instant, Long> hits = new TreeMap<>();
    for (Map<String, @Nullable Object> row : OrderRows.newest(rows(view))) {
      hits.put(time(row, "window_start"), ((Number) row.get("hits")).longValue());
    }
    return hits;
  }

  /** A column of a row that is a time. */
  static Instant time(Map<String, @Nullable Object> row, String column) {
    return Instant.parse(String.valueOf(row.get(column)));
  }

  /** The position of a row. */
  static String position(Map<String, @Nullable Object> row) {
    return row.get("source_partition") + "@" + row.get("source_offset");
  }
}
