package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
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
    try (OwnProcess run = start(broker, topic, runner)) {
      await().atMost(DEADLINE).until(() -> !run.isAlive() || rows() == 20);
      int exit = run.terminate();

      assertEquals(0, exit, run::printed);
      assertEquals("stopped", lastLine(run.printed()));
    }
    assertEquals(20, rows());
  }

  private OwnProcess start(KafkaBroker broker, String topic, String runner) throws IOException {
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
    return OwnProcess.start(directory.resolve("log"), "run", spec.toString(), "--runner", runner);
  }

  private int rows() throws IOException {
    return JsonFiles.rows(directory.resolve("events")).size();
  }

  private static String lastLine(String printed) {
    List<String> lines = printed.lines().toList();
    return lines.get(lines.size() - 1);
  }
}
