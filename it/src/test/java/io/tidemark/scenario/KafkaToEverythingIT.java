package io.tidemark.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic, streamed into tables, a lake and topics, and replayed from the lake and the topic. */
class KafkaToEverythingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  @TempDir Path directory;

  /** Sends all there is, piece by piece, and waits until the outputs hold what is expected. */
  private static void stream(OrderSystems systems, Runner runner) throws Exception {
    Request request = Request.continuous(runner);
    Launch launch =
        Launch.of(systems.specWithHistory(), System.getenv(), request, Clock.systemUTC());
    Map<String, List<String>> expected = systems.expected();
    try (Running running = launch.start()) {
      for (int stretch = 0; stretch < OrderSystems.STRETCHES - 1; stretch++) {
        Instant watermark = systems.send(stretch);
        awaitOrEnd(running, () -> systems.hasClosed(watermark));
      }
      systems.send(OrderSystems.STRETCHES - 1);
      awaitOrEnd(running, () -> systems.rows().equals(expected));
      assertEquals(Optional.empty(), running.failure());
    }
  }

  /** After {@link #PATIENCE} it goes on: what differs is then told by {@link #assertRows}. */
  private static void awaitOrEnd(Running running, BooleanSupplier reached) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    await()
        .atMost(PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> running.isDone() || System.nanoTime() > deadline || reached.getAsBoolean());
  }

  private static void daily(Path spec, Runner runner) {
    Typed typed =
        Typed.tidemark(
            ("run " + spec + " --mode daily --from 2024-03-01 --to 2024-03-03 --runner " + runner)
                .split(" "));
    assertEquals(0, typed.exit(), typed.err());
  }

  private static void assertRows(OrderSystems systems) {
    Map<String, List<String>> found = systems.rows();
    systems
        .expected()
        .forEach(
            (output, rows) ->
                assertEquals(
                    String.join("\n", rows), String.join("\n", found.get(output)), output));
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FLINK"})
  void aStreamAndTheReplaysFromTheLakeAndTheTopicLeaveTheSameRows(Runner runner) throws Exception {
    OrderSystems systems = OrderSystems.in(directory, "orders_" + runner);

    stream(systems, runner);
    assertRows(systems);
    assertTrue(systems.refined() > 0);

    systems.forgetResults();
    daily(systems.specWithHistory(), runner);
    assertRows(systems);

    systems.forgetResults();
    daily(systems.specWithoutHistory(), runner);
    assertRows(systems);
  }
}
