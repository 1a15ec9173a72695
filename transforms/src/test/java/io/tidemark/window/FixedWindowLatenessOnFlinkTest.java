package io.tidemark.window;

import io.tidemark.fixture.RunnerOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;

class FixedWindowLatenessOnFlinkTest extends FixedWindowLatenessTest {
  @Override
  PipelineOptions options() {
    return RunnerOptions.flink();
  }

  /** Where the runner says nothing of a pane's timing. */
  @Test
  void batchHasOnePaneAWindowWhateverItsOrder() {
    assertBoundedInputHasOnePaneAWindow(RunnerOptions.flinkBatch());
  }
}
