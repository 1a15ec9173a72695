package io.tidemark.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class FailAboveTest {
  private static final KvCoder<Long, Long> TALLY = KvCoder.of(VarLongCoder.of(), VarLongCoder.of());

  @Test
  void shareThatIsJustReachedPasses() {
    assertEquals(State.DONE, bounded(0.5, List.of(KV.of(10L, 0L), KV.of(0L, 5L))));
  }

  @Test
  void shareAboveFailsAtTheEndOfTheInput() {
    Exception failure =
        assertThrows(Exception.class, () -> bounded(0.5, List.of(KV.of(0L, 6L), KV.of(10L, 0L))));

    assertEquals(
        "6 of 10 arrivals are dead letters, more than failAbove 50.00%:"
            + " their reasons are in deadLetters",
        Throwables.getRootCause(failure).getMessage());
  }

  @Test
  void inputWithoutArrivalsPasses() {
    assertEquals(State.DONE, bounded(0, List.of()));
  }

  @Test
  void streamFailsAsSoonAsEnoughArrived() {
    TestStream<KV<Long, Long>> stream =
        TestStream.create(TALLY)
            .addElements(KV.of(999L, 999L))
            .addElements(KV.of(1L, 0L))
            .addElements(KV.of(1_000_000L, 0L))
            .advanceWatermarkToInfinity();
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(stream).apply(FailAbove.of(0.5));

    Exception failure = assertThrows(Exception.class, () -> pipeline.run().waitUntilFinish());

    assertEquals(
        "999 of 1,000 arrivals are dead letters, more than failAbove 50.00%:"
            + " their reasons are in deadLetters",
        Throwables.getRootCause(failure).getMessage());
  }

  private static State bounded(double share, List<KV<Long, Long>> tallies) {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Create.of(tallies).withCoder(TALLY)).apply(FailAbove.of(share));
    return pipeline.run().waitUntilFinish();
  }
}
