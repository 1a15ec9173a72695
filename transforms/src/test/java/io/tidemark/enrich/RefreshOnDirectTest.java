package io.tidemark.enrich;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.model.Chunk;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Duration;

class RefreshOnDirectTest extends RefreshContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  @Override
  PipelineOptions batch() {
    return RunnerOptions.direct();
  }

  @Override
  TestStream.Builder<Chunk> pause(TestStream.Builder<Chunk> stream) {
    return stream.advanceProcessingTime(Duration.standardSeconds(2));
  }
}
