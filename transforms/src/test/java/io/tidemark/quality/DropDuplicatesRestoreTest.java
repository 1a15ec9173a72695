package io.tidemark.quality;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.CrashingChunks;
import io.tidemark.model.Chunk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept before a crash is known after the restore, on Flink. */
class DropDuplicatesRestoreTest {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int HALF = 50;

  @TempDir Path directory;

  @Test
  void copyOfWhatWasKeptBeforeACrashIsADuplicate() throws CoderException {
    List<Chunk> chunks = chunks();
    CrashingChunks crashing = CrashingChunks.of(chunks, directory);
    TestPipeline pipeline =
        TestPipeline.fromOptions(CrashingChunks.options()).enableAbandonedNodeEnforcement(false);

    PCollection<String> verdicts =
        pipeline
            .apply("ReadChunks", Read.from(crashing))
            .apply("DropDuplicates", DropDuplicates.of(new int[] {0}, WITHIN))
            .apply(
                "Verdicts",
                FlatMapElements.into(TypeDescriptors.strings())
                    .via(chunk -> DedupOracle.verdicts(chunk)));

    PAssert.that(verdicts).containsInAnyOrder(DedupOracle.verdicts(chunks, WITHIN));
    pipeline.run().waitUntilFinish();
    assertTrue(crashing.crashed());
  }

  @Test
  void someCopyComesAfterTheCrashAndItsOriginalBefore() {
    List<Chunk> chunks = chunks();
    List<String> parts = new ArrayList<>();
    parts.addAll(DedupOracle.verdicts(chunks.subList(0, HALF), WITHIN));
    parts.addAll(DedupOracle.verdicts(chunks.subList(HALF, 2 * HALF), WITHIN));

    assertNotEquals(parts, DedupOracle.verdicts(chunks, WITHIN));
  }

  private static List<Chunk> chunks() {
    return DedupOracle.random("events-0", 7, 2 * HALF);
  }
}
