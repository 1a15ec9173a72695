package io.tidemark.aggregate;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;

class SessionsOnFlinkTest extends SessionContract {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  @Test
  void batchHasOnePaneASessionWhateverItsOrder() {
    assertBoundedInputHasOnePaneASession(RunnerOptions.flinkBatch());
  }
}
