package io.tidemark.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that is submitted to a cluster goes on there when the command has ended. */
class DetachedJobTest {
  @TempDir Path directory;

  @Test
  void aSubmittedStreamOutlivesTheCommand() throws Exception {
    Files.write(
        directory.resolve("in.jsonl"),
        Collections.nCopies(20, "{\"at\": \"2026-11-01T12:00:00Z\"}"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (EmbeddedFlink cluster = EmbeddedFlink.start(1)) {
      await().until(() -> new FlinkJob(cluster.address()).isReachable());

      int exit =
          new Cli(System.out, new PrintStream(err, true, UTF_8))
              .run(
                  "run",
                  spec().toString(),
                  "--runner",
                  "flink",
                  "--",
                  "--flinkMaster=" + cluster.address(),
                  "--parallelism=1",
                  "--filesToStage=" + cluster.filesToStage().get(0));

      assertEquals(0, exit, () -> err.toString(UTF_8));
      List<String> lines = err.toString(UTF_8).lines().toList();
      assertEquals(2, lines.size(), () -> err.toString(UTF_8));
      assertTrue(lines.get(1).matches("submitted as job [0-9a-f]{32}"), lines.get(1));
      await().atMost(Duration.ofMinutes(1)).until(() -> rows() == 20);
    }
  }

  private Path spec() throws IOException {
    String text =
        """
        pipeline: detached
        source: {files: "%1$s/in.jsonl"}
        event:
          format: json
          fields: {at: timestamp}
          time: at
        views:
          events: {sink: {files: "%1$s/events"}}
        deadLetters: discard
        """;
    return Files.writeString(directory.resolve("spec.yaml"), text.formatted(directory));
  }

  private long rows() {
    try (Stream<Path> files = Files.list(directory.resolve("events"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("[^._].*\\.jsonl"))
          .mapToLong(DetachedJobTest::lines)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
