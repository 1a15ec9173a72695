package io.tidemark.enrich;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.model.Chunk;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestStream;

class RefreshOnFlinkTest extends RefreshContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.flinkBatch();
  }

  @Override
  TestStream.Builder<Chunk> pause(TestStream.Builder<Chunk> stream) {
    return stream; // time passes
  }
}
