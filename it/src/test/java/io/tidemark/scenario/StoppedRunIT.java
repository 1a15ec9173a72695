package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is told to stop, by Ctrl-C or SIGTERM, stops cleanly and exits 0. */
class StoppedRunIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aSignalStopsAContinuousRunCleanly(String runner) throws Exception {
    KafkaBroker broker = SharedFixtures.kafka();
    String topic = "stopped-" + runner;
    broker.createTopic(topic, 2);
    byte[] hit = "{\"at\": \"2026-11-01T12:00:00Z\"}".getBytes(UTF_8);
    broker.send(Collections.nCopies(20, new ProducerRecord<>(topic, hit)));
    Process run = start(broker, topic, runner);

    await().atMost(DEADLINE).until(() -> !run.isAlive() || rows() == 20);
    run.destroy();

    assertEquals(0, run.waitFor(), () -> read(directory.resolve("log")));
    assertEquals("stopped", lastLine(directory.resolve("log")));
    assertEquals(20, rows());
  }

  private Process start(KafkaBroker broker, String topic, String runner) throws IOException {
    String text =
        """
        pipeline: %1$s
        connections: {broker: {kafka: {bootstrapServers: "%2$s"}}}
        source: {kafka: broker, topics: [%1$s]}
        event:
          format: json
          fields: {at: timestamp}
          time: at
        views:
          events: {sink: {files: "%3$s/events"}}
        deadLetters: discard
        """;
    Path spec = directory.resolve("spec.yaml");
    Files.writeString(spec, text.formatted(topic, broker.bootstrapServers(), directory));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.tidemark.Main",
            "run",
            spec.toString(),
            "--runner",
            runner)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private long rows() throws IOException {
    Path events = directory.resolve("events");
    if (!Files.isDirectory(events)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(events)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[^._].*\\.jsonl"))
          .mapToLong(file -> read(file).lines().count())
          .sum();
    }
  }

  private static String lastLine(Path file) {
    List<String> lines = read(file).lines().toList();
    return lines.get(lines.size() - 1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
