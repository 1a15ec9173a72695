package io.tidemark.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.TemporaryDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The drills in short: one round a fault, all on one job of a cluster of real processes, so that
 * what a fault leaves behind must also hold under the next.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SinkDrillIT {
  private static final int EVENTS = 9_000;

  private final Random random = new Random(7);
  private TemporaryDirectory directory;
  private DrillSystems systems;
  private DrillJob job;
  private int rounds;

  @BeforeAll
  void startTheJob() throws Exception {
    directory = TemporaryDirectory.create("drill");
    systems = DrillSystems.start();
    job = DrillJob.submit(systems, "drill", directory.path());
  }

  @AfterAll
  void endTheProcesses() throws IOException {
    systems.close();
    directory.close();
  }

  @ParameterizedTest
  @EnumSource
  void everySinkHoldsWhatTheOracleSaysAfter(Fault fault) throws Exception {
    List<Tally> tallies =
        new Round(systems, job)
            .run(fault, HitTraffic.messages(rounds++, random.nextLong(), EVENTS), random);

    List<Tally> broken = tallies.stream().filter(tally -> !tally.holds()).toList();
    assertEquals(List.of(), broken);
  }
}
