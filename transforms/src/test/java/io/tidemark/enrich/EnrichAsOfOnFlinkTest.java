package io.tidemark.enrich;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class EnrichAsOfOnFlinkTest extends EnrichAsOfTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }
}
