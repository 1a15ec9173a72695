package io.tidemark.window;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class FixedWindowLatenessOnRocksDbTest extends FixedWindowLatenessTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flinkOnRocksDb();
  }
}
