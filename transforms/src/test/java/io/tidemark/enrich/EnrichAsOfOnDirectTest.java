package io.tidemark.enrich;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class EnrichAsOfOnDirectTest extends EnrichAsOfContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.direct();
  }
}
