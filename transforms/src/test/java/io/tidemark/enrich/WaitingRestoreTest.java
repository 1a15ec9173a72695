package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that waited for a read at a crash go on waiting after the restore, on Flink. */
class WaitingRestoreTest {
  private static final int HALF = 4;

  @TempDir Path directory;

  @Test
  void whatWaitedBeforeACrashComesOutOnceAfterTheRestore() {
    HostTable table =
        HostTable.at("12:00")
            .enter("11:00", "h1", "11:00", "web")
            .enter("12:05", "h1", "12:05", "api");
    FlinkPipelineOptions options = RunnerOptions.flink().as(FlinkPipelineOptions.class);
    options.setCheckpointingInterval(50L);
    options.setNumberOfExecutionRetries(1);
    options.setShutdownSourcesAfterIdleMs(0L);
    Pipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    PCollection<Chunk> enriched =
        pipeline
            .apply("ReadChunks", Read.from(new CrashingSource(table, directory.toString())))
            .apply(
                "EnrichHost",
                EnrichAsOf.of(HostTable.HOST, table, List.of("host"))
                    .withRefresh(Refresh.every(Duration.ofMinutes(1)).withWaiting())
                    .withClock(table));
    Script.see(enriched, table);

    pipeline.run().waitUntilFinish();

    assertEquals("the crash of this test", table.seen().get(0));
    assertEquals(
        List.of(
            "[h1, 0, web]",
            "[h1, 1, web]",
            "[h1, 2, web]",
            "[h1, 3, web]",
            "[h1, 4, api]",
            "[h1, 5, api]",
            "[h1, 6, api]",
            "[h1, 7, api]"),
        table.seen().stream().skip(1).sorted(HostTable.BY_OFFSET).toList());
    assertEquals(List.of("12:00 1", "12:00 1", "12:30 2"), table.reads());
  }

  /** A chunk a minute from 12:01 on; waits in the middle for a checkpoint, and crashes once. */
  private static final class CrashingSource extends UnboundedSource<Chunk, Mark> {
    private final HostTable table;
    private final String directory;

    CrashingSource(HostTable table, String directory) {
      this.table = table;
      this.directory = directory;
    }

    static List<Chunk> chunks() {
      Chunks chunks = Chunks.of("events-0");
      for (int i = 1; i <= 2 * HALF; i++) {
        chunks.event("h1", at("12:00") + i * 60_000L).end().tidemark(at("12:00") + i * 60_000L);
      }
      return chunks.list();
    }

    @Override
    public List<CrashingSource> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public CrashingReader createReader(PipelineOptions options, @Nullable Mark mark) {
      return new CrashingReader(this, mark == null ? 0 : mark.position());
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
    private boolean ended;

    CrashingReader(CrashingSource source, int position) {
      this.source = source;
      this.directory = Path.of(source.directory);
      this.position = position;
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      boolean crashed = Files.exists(directory.resolve("crashed"));
      if (position == HALF && !Files.exists(directory.resolve("durable"))) {
        return false;
      }
      if (position == HALF + 2 && !crashed) {
        Files.createFile(directory.resolve("crashed"));
        source.table.see("the crash of this test");
        throw new IOException("the crash of this test");
      }
      if (position == chunks.size()) {
        if (!ended) {
          source.table.advanceTo("12:30:00");
          ended = true;
        }
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
      return ended ? BoundedWindow.TIMESTAMP_MAX_VALUE : BoundedWindow.TIMESTAMP_MIN_VALUE;
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
