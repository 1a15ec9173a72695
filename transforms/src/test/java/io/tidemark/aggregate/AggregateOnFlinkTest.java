package io.tidemark.aggregate;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * One subtask, for between two an event can overtake the watermark of the other; and bundles of one
 * event: the watermark waits for the end of an open bundle, so in longer ones a late event can
 * still find its window open.
 */
final class AggregateOnFlinkTest extends AggregateContract {
  @Override
  PipelineOptions options() {
    return PipelineOptionsFactory.fromArgs(
            "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=1", "--maxBundleSize=1")
        .create();
  }
}
