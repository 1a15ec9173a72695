package io.tidemark.quality;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept before a crash is known after the restore, on Flink. */
class DropDuplicatesRestoreTest {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int HALF = 50;

  @TempDir Path directory;

  @Test
  void copyOfWhatWasKeptBeforeACrashIsADuplicate() {
    List<Chunk> chunks = CrashingSource.chunks();
    FlinkPipelineOptions options = RunnerOptions.flink().as(FlinkPipelineOptions.class);
    options.setCheckpointingInterval(50L);
    options.setNumberOfExecutionRetries(1);
    options.setShutdownSourcesAfterIdleMs(0L);
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);

    PCollection<String> verdicts =
        pipeline
            .apply("ReadChunks", Read.from(new CrashingSource(directory.toString())))
            .apply("DropDuplicates", DropDuplicates.of(new int[] {0}, WITHIN))
            .apply(
                "Verdicts",
                FlatMapElements.into(TypeDescriptors.strings())
                    .via(chunk -> DedupOracle.verdicts(chunk)));

    PAssert.that(verdicts).containsInAnyOrder(DedupOracle.verdicts(chunks, WITHIN));
    pipeline.run().waitUntilFinish();
    assertTrue(Files.exists(directory.resolve("crashed")));
  }

  @Test
  void someCopyComesAfterTheCrashAndItsOriginalBefore() {
    List<Chunk> chunks = CrashingSource.chunks();
    List<String> parts = new ArrayList<>();
    parts.addAll(DedupOracle.verdicts(chunks.subList(0, HALF), WITHIN));
    parts.addAll(DedupOracle.verdicts(chunks.subList(HALF, 2 * HALF), WITHIN));

    assertNotEquals(parts, DedupOracle.verdicts(chunks, WITHIN));
  }

  /** Waits in the middle for a checkpoint, goes on a little, and crashes once. */
  private static final class CrashingSource extends UnboundedSource<Chunk, Mark> {
    private final String directory;

    CrashingSource(String directory) {
      this.directory = directory;
    }

    static List<Chunk> chunks() {
      return DedupOracle.random("events-0", 7, 2 * HALF);
    }

    @Override
    public List<CrashingSource> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public CrashingReader createReader(PipelineOptions options, @Nullable Mark mark) {
      return new CrashingReader(this, Path.of(directory), mark == null ? 0 : mark.position());
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      return SerializableCoder.of(Mark.class);
    }

    @Override
    public Coder<Chunk> getOutputCoder() {
      return ChunkCoder.of(Timeline.SCHEMA);
    }
  }

  private record Mark(String directory, int position) implements CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() throws IOException {
      Path durable = Path.of(directory, "durable");
      if (position == HALF && !Files.exists(durable)) {
        Files.createFile(durable);
      }
    }
  }

  private static final class CrashingReader extends UnboundedReader<Chunk> {
    private final CrashingSource source;
    private final Path directory;
    private final List<Chunk> chunks = CrashingSource.chunks();
    private int position;

    CrashingReader(CrashingSource source, Path directory, int position) {
      this.source = source;
      this.directory = directory;
      this.position = position;
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      if (position == HALF && !Files.exists(directory.resolve("durable"))) {
        return false;
      }
      if (position == HALF + 5 && !Files.exists(directory.resolve("crashed"))) {
        Files.createFile(directory.resolve("crashed"));
        throw new IOException("the crash of this test");
      }
      if (position == chunks.size()) {
        return false;
      }
      position++;
      return true;
    }

    @Override
    public Chunk getCurrent() {
      return chunks.get(position - 1);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Chunks.stamped(getCurrent()).getTimestamp();
    }

    @Override
    public Instant getWatermark() {
      return position == chunks.size()
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(directory.toString(), position);
    }

    @Override
    public UnboundedSource<Chunk, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
