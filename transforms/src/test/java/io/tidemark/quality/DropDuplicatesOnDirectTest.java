package io.tidemark.quality;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class DropDuplicatesOnDirectTest extends DropDuplicatesContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.direct();
  }
}
