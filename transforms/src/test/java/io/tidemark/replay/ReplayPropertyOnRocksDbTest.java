package io.tidemark.replay;

import io.tidemark.fixture.RunnerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayPropertyOnRocksDbTest extends ReplayPropertyTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void streamsReplay(long seed) {
    assertReplays(seed, RandomArrivals.of(seed).stream(), RunnerOptions.flinkOnRocksDb());
  }
}
