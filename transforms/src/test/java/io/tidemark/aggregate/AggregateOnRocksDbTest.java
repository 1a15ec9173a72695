package io.tidemark.aggregate;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;

class AggregateOnRocksDbTest extends AggregateContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flinkOnRocksDb();
  }
}
