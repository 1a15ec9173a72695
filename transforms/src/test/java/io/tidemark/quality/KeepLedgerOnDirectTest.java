package io.tidemark.quality;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCounts;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Here a TestStream lets processing time pass, too. */
class KeepLedgerOnDirectTest extends KeepLedgerTest {
  private static final long NOON = Timeline.at("12:00:00");

  @Override
  PipelineOptions options() {
    return RunnerOptions.direct();
  }

  @Override
  PipelineOptions batchOptions() {
    return RunnerOptions.direct();
  }

  @Test
  void aCellThatGrowsIsPutOutOnceInAWhile() {
    TestStream<KV<LedgerCell, LedgerCounts>> tallies =
        TestStream.create(ENTRY)
            .addElements(kept(NOON, 0, 1))
            .advanceProcessingTime(Duration.standardSeconds(4))
            .addElements(kept(NOON, 0, 2))
            // Five seconds after the first: whole.
            .advanceProcessingTime(Duration.millis(1_001))
            .advanceProcessingTime(Duration.standardSeconds(60))
            .addElements(kept(NOON, 0, 10))
            .advanceProcessingTime(Duration.millis(5_001))
            .addElements(kept(NOON, 0, 100))
            // Before the five seconds are over.
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline(options());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger =
        pipeline
            .apply(tallies)
            .apply("KeepLedger", KeepLedger.create().withEvery(java.time.Duration.ofSeconds(5)));

    PAssert.that(ledger)
        .containsInAnyOrder(List.of(kept(NOON, 0, 3), kept(NOON, 0, 13), kept(NOON, 0, 113)));
    pipeline.run().waitUntilFinish();
  }
}
