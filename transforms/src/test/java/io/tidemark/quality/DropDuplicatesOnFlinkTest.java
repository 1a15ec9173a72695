package io.tidemark.quality;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class DropDuplicatesOnFlinkTest extends DropDuplicatesContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.flinkBatch();
  }
}
