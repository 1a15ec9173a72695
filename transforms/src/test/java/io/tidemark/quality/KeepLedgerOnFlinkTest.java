package io.tidemark.quality;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class KeepLedgerOnFlinkTest extends KeepLedgerTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  @Override
  PipelineOptions batchOptions() {
    return RunnerOptions.flinkBatch();
  }
}
