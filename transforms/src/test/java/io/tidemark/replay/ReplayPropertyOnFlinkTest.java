package io.tidemark.replay;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayPropertyOnFlinkTest extends ReplayPropertyTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 16, 17, 18})
  void streamsReplay(long seed) {
    assertReplays(seed, RandomArrivals.of(seed).stream(), bundlesOf(1 + seed % 4));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void batchesReplay(long seed) {
    assertReplays(seed, RandomArrivals.of(seed).bounded(), RunnerOptions.flinkBatch());
  }

  @Test
  void withBeamsOwnWindowsAndNoSplitTheRunnerDropsEvents() {
    assertBeamsOwnWindowsDrop(1, RunnerOptions.flink());
  }

  private static PipelineOptions bundlesOf(long size) {
    FlinkPipelineOptions options = RunnerOptions.flink().as(FlinkPipelineOptions.class);
    options.setMaxBundleSize(size);
    return options;
  }
}
