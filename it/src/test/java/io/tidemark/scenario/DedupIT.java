package io.tidemark.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same duplicates are found in files and in a topic, in a stream and in batch, on every runner;
 * and arrivals = dead letters + duplicates + kept.
 */
class DedupIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String SPEC =
      """
      pipeline: copies
      CONNECTIONS
      source: SOURCE
      event:
        format: json
        fields: {id: string, ts: timestamp, status: long}
        derive: {same: "LOWER(id)"}
        time: ts
        watermark: {outOfOrderness: 15s, idleTimeout: 10m}
        dedup: {by: [same], within: 2m}
      checks:
        known_status: {expect: "status < 900", onFail: deadLetter}
      views:
        events: {sink: {files: "DIR/out/events"}}
        hits:
          window: {fixed: 5m}
          allowedLateness: 1h
          measures: {n: "COUNT(*)"}
          sink: {files: "DIR/out/hits"}
      lateEvents: {files: "DIR/out/late"}
      deadLetters: {files: "DIR/out/dead"}
      """;

  @TempDir Path directory;

  @Test
  void theTrafficHasSomethingOfEverything() {
    CopyTraffic.Outcome outcome = CopyTraffic.outcome(List.of("0", "1", "2"), 0);

    assertTrue(outcome.deadLetters() > 100, outcome::toString);
    assertTrue(outcome.duplicates() > 100, outcome::toString);
    assertTrue(outcome.kept().size() > 1_000, outcome::toString);
  }

  @ParameterizedTest
  @CsvSource({"direct, continuous", "direct, daily", "flink, continuous", "flink, daily"})
  void duplicatesInFilesAreThoseOfTheContract(String runner, String mode) throws IOException {
    CopyTraffic.Outcome expected = CopyTraffic.outcome(writeFiles(), 1);
    Path spec = spec("", "{files: \"%s/in/*.jsonl\"}".formatted(directory));

    Typed typed = run(spec, runner, mode);

    assertOutcome(expected, typed);
  }

  @ParameterizedTest
  @CsvSource({"direct, DIRECT", "flink, FLINK"})
  void duplicatesInATopicAreThoseOfTheContractInAStreamAndAfterwards(String name, Runner runner)
      throws Exception {
    String topic = "copies-" + name;
    CopyTraffic.Outcome expected = CopyTraffic.outcome(send(topic), 0);
    Path spec =
        spec(
            "connections: {broker: {kafka: {bootstrapServers: \"%s\"}}}"
                .formatted(SharedFixtures.kafka().bootstrapServers()),
            "{kafka: broker, topics: [%s]}".formatted(topic));

    Launch launch = Launch.of(spec, Map.of(), Request.continuous(runner), Clock.systemUTC());
    try (Running running = launch.start()) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      await()
          .atMost(PATIENCE.multipliedBy(2))
          .until(
              () ->
                  running.isDone()
                      || System.nanoTime() > deadline
                      || positions().size() >= expected.kept().size());
      assertEquals(Optional.empty(), running.failure());
    }
    assertEquals(expected.kept(), positions());

    assertOutcome(expected, run(spec, name, "daily"));
  }

  private void assertOutcome(CopyTraffic.Outcome expected, Typed typed) {
    assertEquals(0, typed.exit(), typed.err());
    assertEquals(expected.summary(), summary(typed.err()), typed.err());
    assertEquals(expected.kept(), positions());
    assertEquals(expected.deadLetters(), read("dead").size());
    assertEquals(expected.hits(), hits());
    assertEquals(List.of(), read("late"));
  }

  private static Typed run(Path spec, String runner, String mode) {
    List<String> line = new ArrayList<>(List.of("run", spec.toString(), "--runner", runner));
    line.addAll(List.of("--mode", mode));
    if (mode.equals("daily")) {
      line.addAll(List.of("--from", "2024-03-01", "--to", "2024-03-03"));
    }
    return Typed.tidemark(line.toArray(String[]::new));
  }

  private Path spec(String connections, String source) throws IOException {
    return Files.writeString(
        directory.resolve("copies.yaml"),
        SPEC.replace("CONNECTIONS\n", connections.isEmpty() ? "" : connections + "\n")
            .replace("SOURCE", source)
            .replace("DIR", directory.toString()));
  }

  /** Returns the names of the partitions. */
  private List<String> writeFiles() throws IOException {
    List<String> names = new ArrayList<>();
    Files.createDirectory(directory.resolve("in"));
    for (List<CopyTraffic.Hit> hits : CopyTraffic.partitions()) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (CopyTraffic.Hit hit : hits) {
        lines.writeBytes(hit.line());
        lines.write('\n');
      }
      Path file = directory.resolve("in").resolve(names.size() + ".jsonl");
      names.add(Files.write(file, lines.toByteArray()).toString());
    }
    return names;
  }

  /** Returns the names of the partitions. */
  private static List<String> send(String topic) {
    KafkaBroker broker = SharedFixtures.kafka();
    broker.createTopic(topic, CopyTraffic.PARTITIONS);
    List<List<CopyTraffic.Hit>> partitions = CopyTraffic.partitions();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int partition = 0; partition < CopyTraffic.PARTITIONS; partition++) {
      for (CopyTraffic.Hit hit : partitions.get(partition)) {
        records.add(new ProducerRecord<>(topic, partition, null, hit.line()));
      }
    }
    broker.send(records);
    return IntStream.range(0, CopyTraffic.PARTITIONS).mapToObj(i -> topic + "-" + i).toList();
  }

  private List<String> positions() {
    return read("events").stream()
        .map(row -> row.get("source_partition") + "@" + row.get("source_offset"))
        .sorted()
        .toList();
  }

  /** The final value of each window: its newest revision. */
  private Map<String, Long> hits() {
    Map<String, Long> hits = new TreeMap<>();
    for (Map<String, @Nullable Object> row : read("hits")) {
      hits.merge((String) row.get("window_start"), ((Number) row.get("n")).longValue(), Math::max);
    }
    return hits;
  }

  private List<Map<String, @Nullable Object>> read(String output) {
    Path files = directory.resolve("out").resolve(output);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    if (!Files.exists(files)) {
      return rows;
    }
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.filter(f -> !f.getFileName().toString().matches("[._].*")).toList()) {
        for (String line : Files.readAllLines(file)) {
          rows.add(JSON.readValue(line, new TypeReference<>() {}));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** The lines that end a run. */
  private static List<String> summary(String printed) {
    List<String> lines = printed.lines().toList();
    return lines.subList(lines.size() - 3, lines.size());
  }
}
