package io.tidemark.window;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class SlidingWindowLatenessOnDirectTest extends SlidingWindowLatenessTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }
}
