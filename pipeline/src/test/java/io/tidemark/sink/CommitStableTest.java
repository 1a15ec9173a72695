package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What is committed is what every later attempt has, too: number by number. */
class CommitStableTest {
  private static final int SIZE = 60;
  private static final int CRASHES = 3;

  /** What the committers and readers of one run in this JVM tell of themselves. */
  private static final Map<String, Told> TOLD = new ConcurrentHashMap<>();

  private record Told(AtomicInteger crashes, ConcurrentLinkedQueue<Commit> commits) {}

  private record Commit(String lineage, long number, String content) {}

  private static Told run(String name, String... options) {
    Told told = new Told(new AtomicInteger(), new ConcurrentLinkedQueue<>());
    TOLD.put(name, told);
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(options).create());
    pipeline
        .apply("Read", Read.from(new Crashing(name)))
        .apply(
            "Key",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.integers(), TypeDescriptors.strings()))
                .via(text -> KV.of(0, text)))
        .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()))
        .apply("Commit", CommitStable.by(new Telling(name)));
    pipeline.run().waitUntilFinish();
    return told;
  }

  /** Each number bears the same content whenever it is committed, and each value has a number. */
  private static void assertEachOnce(Told told) {
    Map<Long, String> contents = new TreeMap<>();
    for (Commit commit : told.commits) {
      String before = contents.putIfAbsent(commit.number, commit.content);
      assertTrue(before == null || before.equals(commit.content), () -> commit + " was " + before);
    }
    assertEquals(1, told.commits.stream().map(Commit::lineage).distinct().count());
    assertEquals(
        IntStream.range(0, SIZE).boxed().toList(),
        contents.values().stream()
            .map(content -> Integer.valueOf(content.substring(content.indexOf(':') + 1)))
            .sorted()
            .toList());
  }

  @Test
  void whatWasCommittedOnFlinkBeforeACrashIsTheSameAfterIt() {
    Told told =
        run(
            "flink",
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--streaming=true",
            "--parallelism=1",
            "--checkpointingInterval=20",
            "--finishBundleBeforeCheckpointing=true",
            "--maxBundleTimeMills=5",
            "--numberOfExecutionRetries=" + CRASHES,
            "--executionRetryDelay=10",
            "--shutdownSourcesAfterIdleMs=0");

    assertEquals(CRASHES, told.crashes.get());
    assertEachOnce(told);
  }

  @Test
  void everythingIsCommittedOnDirect() {
    Told told = run("direct", "--runner=DirectRunner");

    assertEachOnce(told);
  }

  private record Telling(String name) implements CommitStable.Commit<String> {
    @Override
    public void commit(int shard, String lineage, long found, List<Group<String>> groups) {
      for (Group<String> group : groups) {
        TOLD.get(name).commits.add(new Commit(lineage, group.number(), group.content()));
      }
    }

    @Override
    public void close() {}
  }

  /**
   * Numbers, each with the attempt that read it. At the end of each stretch an attempt on Flink
   * waits until some of the stretch is committed, and crashes a few numbers later: those it had put
   * out, and nobody may have committed.
   */
  private static final class Crashing extends UnboundedSource<String, Crashing.Mark> {
    private final String name;

    Crashing(String name) {
      this.name = name;
    }

    @Override
    public List<Crashing> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public UnboundedReader<String> createReader(PipelineOptions options, @Nullable Mark mark) {
      boolean crashes = options.as(FlinkPipelineOptions.class).getCheckpointingInterval() > 0;
      return new CrashingReader(this, crashes, mark == null ? 0 : mark.position());
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      return SerializableCoder.of(Mark.class);
    }

    @Override
    public Coder<String> getOutputCoder() {
      return StringUtf8Coder.of();
    }

    record Mark(int position) implements CheckpointMark, Serializable {
      @Override
      public void finalizeCheckpoint() {}
    }
  }

  private static final class CrashingReader extends UnboundedSource.UnboundedReader<String> {
    private static final int STRETCH = SIZE / (CRASHES + 1);

    private final Crashing source;
    private final boolean crashes;
    private int position;

    CrashingReader(Crashing source, boolean crashes, int position) {
      this.source = source;
      this.crashes = crashes;
      this.position = position;
    }

    private Told told() {
      return TOLD.get(source.name);
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      int attempt = told().crashes.get();
      int stretchEnds = STRETCH * (attempt + 1);
      if (crashes && attempt < CRASHES) {
        if (position == stretchEnds - 3 && committed() < STRETCH * attempt + 1) {
          return false;
        }
        if (position == stretchEnds) {
          told().crashes.incrementAndGet();
          throw new IOException("crash " + (attempt + 1));
        }
      }
      if (position == SIZE) {
        return false;
      }
      position++;
      return true;
    }

    private long committed() {
      List<Long> numbers = new ArrayList<>();
      told().commits.forEach(commit -> numbers.add(commit.number));
      return numbers.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    @Override
    public String getCurrent() {
      return told().crashes.get() + ":" + (position - 1);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(position);
    }

    @Override
    public Instant getWatermark() {
      return position == SIZE ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(position);
    }

    @Override
    public Crashing.Mark getCheckpointMark() {
      return new Crashing.Mark(position);
    }

    @Override
    public UnboundedSource<String, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
