package io.tidemark.enrich;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class EnrichAsOfOnFlinkTest extends EnrichAsOfContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.flinkBatch();
  }
}
