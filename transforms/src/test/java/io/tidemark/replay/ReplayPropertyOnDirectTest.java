package io.tidemark.replay;

import io.tidemark.fixture.RunnerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayPropertyOnDirectTest extends ReplayPropertyTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void streamsReplay(long seed) {
    assertReplays(seed, RandomArrivals.of(seed).stream(), RunnerOptions.direct());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void batchesReplay(long seed) {
    assertReplays(seed, RandomArrivals.of(seed).bounded(), RunnerOptions.direct());
  }

  @Test
  void withBeamsOwnWindowsAndNoSplitTheRunnerDropsEvents() {
    assertBeamsOwnWindowsDrop(1, RunnerOptions.direct());
  }
}
