package io.tidemark.window;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class SlidingWindowLatenessOnRocksDbTest extends SlidingWindowLatenessTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flinkOnRocksDb();
  }
}
