package io.tidemark.sink;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Commits what comes to a system outside, once a completed checkpoint holds it: from then on no
 * crash can make it go, or come again as something else. Of each shard one {@link Group} after the
 * other, in the order in which they came; the committer is given a group again after a crash, and
 * must see for itself that it was committed.
 *
 * <p>That a checkpoint is complete is told by Beam's bundle finalization. What was in the state
 * when a worker began came out of a checkpoint. (Beam's own {@code RequiresStableInput} on Flink
 * also lets go, after a restore or a checkpoint that failed, what came after the barrier.) At the
 * end of the input everything is committed at once.
 *
 * <p>Cost: state for what waits, one keyed exchange. Latency: until the next checkpoint is
 * complete; where a runner has none, until the bundle is.
 */
final class CommitStable<T> extends PTransform<PCollection<KV<Integer, T>>, PDone> {
  private final Commit<T> commit;

  private CommitStable(Commit<T> commit) {
    this.commit = commit;
  }

  /** Commits by way of {@code commit}. */
  static <T> CommitStable<T> by(Commit<T> commit) {
    return new CommitStable<>(commit);
  }

  /** Where groups are committed. */
  interface Commit<T> extends Serializable, AutoCloseable {
    /**
     * Commits, as one, those of {@code groups} that were not committed before.
     *
     * @param lineage names the state that numbers them, from its beginning on through all restores
     * @param found up to this number groups came out of the checkpoint that this worker began from,
     *     and may have been committed before; later ones were not, under whatever number
     * @param groups at least one, in the order of their numbers, without gaps
     */
    void commit(int shard, String lineage, long found, List<Group<T>> groups) throws IOException;

    @Override
    void close() throws IOException;
  }

  @Override
  public PDone expand(PCollection<KV<Integer, T>> input) {
    Coder<T> content = ((KvCoder<Integer, T>) input.getCoder()).getValueCoder();
    input.apply("Commit", ParDo.of(new CommitFn<>(commit, content)));
    return PDone.in(input.getPipeline());
  }

  private static final class CommitFn<T> extends DoFn<KV<Integer, T>, Void> {
    private static final String PROGRESS = "progress";
    private static final String WAITING = "waiting";
    private static final String LOOK = "look";
    private static final String END = "end";
    private static final Duration LOOK_EVERY = Duration.millis(200);

    @StateId(PROGRESS)
    @SuppressWarnings("UnusedVariable") // Beam reads it.
    private final StateSpec<ValueState<Progress>> progressSpec = StateSpecs.value(Progress.coder());

    /** By number. */
    @StateId(WAITING)
    @SuppressWarnings("UnusedVariable") // Beam reads it.
    private final StateSpec<MapState<Long, Group<T>>> waitingSpec;

    @TimerId(LOOK)
    @SuppressWarnings("UnusedVariable") // Beam reads it.
    private final TimerSpec lookSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId(END)
    @SuppressWarnings("UnusedVariable") // Beam reads it.
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final Commit<T> commit;

    private transient Map<Integer, Shard> shards = new HashMap<>();

    /** Beam hands it to elements alone; on Flink it is one for all the bundles of a worker. */
    private transient @Nullable BundleFinalizer finalizer;

    CommitFn(Commit<T> commit, Coder<T> content) {
      this.commit = commit;
      this.waitingSpec = StateSpecs.map(VarLongCoder.of(), Group.coder(content));
    }

    @Setup
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void setup() {
      shards = new HashMap<>();
    }

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() throws IOException {
      commit.close();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, T> shard,
        @StateId(PROGRESS) ValueState<Progress> progress,
        @StateId(WAITING) MapState<Long, Group<T>> waiting,
        @TimerId(LOOK) Timer look,
        @TimerId(END) Timer end,
        BundleFinalizer finalizer) {
      this.finalizer = finalizer;
      Progress before = read(progress);
      long number = before.added() + 1;
      java.time.Instant watermark =
          java.time.Instant.ofEpochMilli(end.getCurrentRelativeTime().getMillis());
      waiting.put(number, new Group<>(number, watermark, shard.getValue()));
      progress.write(new Progress(before.lineage(), number, before.committed()));
      tellWhenStable(shard(shard.getKey(), before), number);
      if (before.added() == before.committed()) {
        lookSoon(look);
      }
      end.withNoOutputTimestamp().set(GlobalWindow.INSTANCE.maxTimestamp());
    }

    private static Progress read(ValueState<Progress> progress) {
      Progress known = progress.read();
      return known == null ? Progress.begin() : known;
    }

    /** What a worker finds when it begins came out of a checkpoint. */
    private Shard shard(int shard, Progress found) {
      return shards.computeIfAbsent(
          shard, s -> new Shard(found.added(), new AtomicLong(found.added())));
    }

    private void tellWhenStable(Shard shard, long number) {
      BundleFinalizer latest = finalizer;
      if (latest != null) {
        latest.afterBundleCommit(
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            () -> shard.stable.accumulateAndGet(number, Math::max));
      }
    }

    private static void lookSoon(Timer look) {
      look.withNoOutputTimestamp().offset(LOOK_EVERY).setRelative();
    }

    /** Looks until nothing waits; a checkpoint that fails is followed by another. */
    @OnTimer(LOOK)
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void look(
        @Key Integer shard,
        @StateId(PROGRESS) ValueState<Progress> progress,
        @StateId(WAITING) MapState<Long, Group<T>> waiting,
        @TimerId(LOOK) Timer look)
        throws IOException {
      Progress before = read(progress);
      Shard known = shard(shard, before);
      Progress after = commit(shard, before, known.stable.get(), waiting);
      progress.write(after);
      if (after.added() > after.committed()) {
        tellWhenStable(known, after.added());
        lookSoon(look);
      }
    }

    @OnTimer(END)
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void end(
        @Key Integer shard,
        @StateId(PROGRESS) ValueState<Progress> progress,
        @StateId(WAITING) MapState<Long, Group<T>> waiting)
        throws IOException {
      Progress before = read(progress);
      progress.write(commit(shard, before, before.added(), waiting));
    }

    private Progress commit(
        int shard, Progress before, long through, MapState<Long, Group<T>> waiting)
        throws IOException {
      if (through <= before.committed()) {
        return before;
      }
      List<Group<T>> groups = new ArrayList<>();
      for (long number = before.committed() + 1; number <= through; number++) {
        Group<T> group = waiting.get(number).read();
        if (group == null) {
          throw new IllegalStateException("group " + number + " of " + shard + " is not there");
        }
        groups.add(group);
        waiting.remove(number);
      }
      commit.commit(shard, before.lineage(), shard(shard, before).found, groups);
      return new Progress(before.lineage(), before.added(), through);
    }
  }

  /**
   * What a worker knows of a shard.
   *
   * @param found the highest number when it began
   * @param stable the highest number that a completed checkpoint is known to hold
   */
  private record Shard(long found, AtomicLong stable) {}
}
