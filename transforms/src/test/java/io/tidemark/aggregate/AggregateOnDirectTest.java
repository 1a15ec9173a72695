package io.tidemark.aggregate;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

final class AggregateOnDirectTest extends AggregateContract {
  @Override
  PipelineOptions options() {
    return PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--targetParallelism=2")
        .create();
  }
}
