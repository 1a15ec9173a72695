package io.tidemark.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.UnpackChunks;
import io.tidemark.model.Chunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

/** Duplicates by host, within 10 minutes. */
abstract class DropDuplicatesContract {
  private static final Duration WITHIN = Duration.ofMinutes(10);

  abstract PipelineOptions options();

  /** For bounded input. */
  abstract PipelineOptions batch();

  @Test
  void copyIsADuplicateUpToWithinAndNotOneMillisecondMore() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", "12:00:00")
            .event("h1", "12:10:00")
            .event("h1", "12:10:00.001")
            .event("h2", "12:00:00")
            .event("h2", "11:50:00")
            .event("h2", "11:49:59.999")
            .end()
            .list();

    assertVerdicts(
        chunks,
        List.of(
            "kept events-0@0",
            "duplicate events-0@1",
            "kept events-0@2",
            "kept events-0@3",
            "duplicate events-0@4",
            "kept events-0@5"));
  }

  @Test
  void copyIsADuplicateUntilTheTidemarkIsWithinAfterTheKeptOne() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", "12:00:00")
            .end()
            .tidemark("12:09:59.999")
            .event("h1", "12:00:00")
            .tidemark("12:10:00")
            .event("h1", "12:00:00")
            .end()
            .list();

    assertVerdicts(chunks, List.of("kept events-0@0", "duplicate events-0@1", "kept events-0@2"));
  }

  @Test
  void onlyWhatWasKeptIsRepeated() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", "12:00:00")
            .event("h1", "12:08:00")
            .event("h1", "12:16:00") // 8 minutes after a duplicate, 16 after what was kept
            .end()
            .event("h1", "12:24:00")
            .event("h1", "11:52:00") // of the first one, which is not forgotten for the second
            .end()
            .list();

    assertVerdicts(
        chunks,
        List.of(
            "kept events-0@0",
            "duplicate events-0@1",
            "kept events-0@2",
            "duplicate events-0@3",
            "duplicate events-0@4"));
  }

  @Test
  void eventWithoutAKeyEqualsNoOther() {
    List<Chunk> chunks =
        Chunks.of("events-0").event(null, "12:00:00").event(null, "12:00:00").end().list();

    assertVerdicts(chunks, List.of("kept events-0@0", "kept events-0@1"));
  }

  @Test
  void deadLettersPassAlong() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .broken()
            .end()
            .event("h1", "12:00:00")
            .broken()
            .event("h1", "12:00:00")
            .end()
            .list();

    assertVerdicts(
        chunks,
        List.of("dead events-0@0", "kept events-0@1", "dead events-0@2", "duplicate events-0@3"));
  }

  @Test
  void copiesInDifferentPartitionsAreNotToldApart() {
    List<Chunk> chunks = new ArrayList<>();
    chunks.addAll(Chunks.of("events-0").event("h1", "12:00:00").end().list());
    chunks.addAll(Chunks.of("events-1").event("h1", "12:00:00").end().list());

    assertVerdicts(chunks, List.of("kept events-0@0", "kept events-1@0"));
  }

  @Test
  void theEarliestPositionIsKeptInWhateverOrderTheChunksCome() {
    List<Chunk> chunks = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      chunks.addAll(DedupOracle.random("events-" + seed, seed, 25));
    }
    List<String> expected = DedupOracle.verdicts(chunks, WITHIN);
    Collections.shuffle(chunks, new Random(1));

    assertTrue(expected.stream().filter(verdict -> verdict.startsWith("duplicate")).count() > 100);
    assertVerdicts(chunks, expected);
  }

  @Test
  void chunkThatWaitedForItsTurnGoesOutAtItsOwnTimestamp() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", "12:01:00")
            .end()
            .tidemark("12:00:45")
            .event("h2", "12:11:00")
            .end()
            .tidemark("12:10:45")
            .event("h3", "12:21:00")
            .end()
            .list();
    Pipeline pipeline = pipeline(options());

    PCollection<String> times =
        drop(pipeline.apply(
                "ReadChunks", Chunks.stream(List.of(chunks.get(2), chunks.get(1), chunks.get(0)))))
            .apply("Timestamps", Reify.timestamps())
            .apply(
                "ToText",
                MapElements.into(TypeDescriptors.strings())
                    .via(
                        chunk ->
                            chunk.getValue().sequence()
                                + " "
                                + (chunk.getTimestamp().getMillis()
                                    - chunk.getValue().events().get(0).tidemark())));

    PAssert.that(times).containsInAnyOrder("0 0", "1 0", "2 0");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void chunkWhoseTurnNeverComesIsAnError() {
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", "12:00:00")
            .end()
            .event("h2", "12:00:00")
            .end()
            .event("h3", "12:00:00")
            .end()
            .list();

    assertFails(
        List.of(chunks.get(0), chunks.get(2)),
        "chunk 2 of events-0 came where 1 is next: the state of dedup is not that of the source");
  }

  @Test
  void chunkThatComesTwiceIsAnError() {
    List<Chunk> chunks = Chunks.of("events-0").event("h1", "12:00:00").end().list();

    assertFails(
        List.of(chunks.get(0), chunks.get(0)),
        "chunk 0 of events-0 came where 1 is next: the state of dedup is not that of the source");
  }

  private void assertFails(List<Chunk> chunks, String message) {
    Pipeline pipeline = pipeline(options());
    drop(pipeline.apply("ReadChunks", Chunks.stream(chunks)));

    RuntimeException thrown =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());

    assertEquals(message, Throwables.getRootCause(thrown).getMessage());
  }

  @Test
  void boundedChunkOutOfSequenceIsAnErrorAndNeverAGuess() {
    List<Chunk> chunks =
        Chunks.of("events-0").event("h1", "12:00:00").end().event("h1", "12:00:01").end().list();
    Pipeline batch = pipeline(batch());
    drop(batch.apply("ReadChunks", Chunks.bounded(List.of(chunks.get(1), chunks.get(0)))));

    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> batch.run().waitUntilFinish());

    assertEquals(
        "chunk 1 of events-0 came where 0 was to come: duplicates cannot be told apart",
        Throwables.getRootCause(failure).getMessage());
  }

  /** Unbounded as they come; bounded in their sequence, as sources read them. */
  private void assertVerdicts(List<Chunk> chunks, List<String> expected) {
    Pipeline stream = pipeline(options());
    PAssert.that(verdicts(drop(stream.apply("ReadChunks", Chunks.stream(chunks)))))
        .containsInAnyOrder(expected);
    stream.run().waitUntilFinish();

    Pipeline batch = pipeline(batch());
    PAssert.that(verdicts(drop(batch.apply("ReadChunks", Chunks.bounded(inSequence(chunks))))))
        .containsInAnyOrder(expected);
    batch.run().waitUntilFinish();
  }

  private static List<Chunk> inSequence(List<Chunk> chunks) {
    return chunks.stream().sorted(Comparator.comparingLong(Chunk::sequence)).toList();
  }

  private static PCollection<Chunk> drop(PCollection<Chunk> chunks) {
    PCollection<Chunk> dropped =
        chunks.apply("DropDuplicates", DropDuplicates.of(new int[] {0}, WITHIN));
    // Every event is unpacked at its time: no chunk is later than what it holds.
    dropped.apply("UnpackAll", UnpackChunks.create());
    return dropped;
  }

  private static PCollection<String> verdicts(PCollection<Chunk> chunks) {
    return chunks.apply(
        "Verdicts",
        FlatMapElements.into(TypeDescriptors.strings()).via(chunk -> DedupOracle.verdicts(chunk)));
  }

  private static Pipeline pipeline(PipelineOptions options) {
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }
}
