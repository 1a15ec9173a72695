package io.tidemark.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.run.RunnerOptions.Runner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DemoIT {
  private static final int MESSAGES = 5_000;

  static List<Arguments> examplesAndRunners() {
    List<Arguments> all = new ArrayList<>();
    for (Example<?> example : Example.all()) {
      all.add(Arguments.of(example, Runner.DIRECT));
      all.add(Arguments.of(example, Runner.FLINK));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("examplesAndRunners")
  <E extends Dated> void everyOutputHoldsWhatTheOracleSaysAndTheSumAddsUp(
      Example<E> example, Runner runner) throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Path spec = Path.of("..", "pipeline", "examples", example.name() + ".yaml");
    boolean holds;
    try (Systems systems = Systems.start()) {
      Demo demo =
          new Demo(
              systems,
              (file, environment) -> DemoVerb.launch(file, environment, runner),
              Clock.systemUTC(),
              new PrintStream(shown, true, UTF_8),
              System.err);

      holds = demo.run(example, spec, MESSAGES);
    }

    assertTrue(holds);
    assertEquals(
        1, shown.toString(UTF_8).lines().filter(line -> line.equals("  It adds up.")).count());
  }
}
