package io.tidemark.enrich;

import static java.util.Objects.requireNonNull;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Enriches the events of chunks, keyed by their partition, that a load covers: those whose event
 * time is not after its start. The others are held in state until one does; the watermark stays at
 * the least tidemark of them, and each chunk comes out at that of its first event. What is read may
 * come out in another order.
 *
 * <p>While something is held, a timer asks whether there is a newer load, at most once a second and
 * four times in a refresh. When the input has ended, the worker waits for a load that covers what
 * is left, which is begun as soon as it can be; no checkpoint is made meanwhile.
 */
final class EnrichCoveredFn extends DoFn<KV<String, Chunk>, Chunk> {
  private static final long serialVersionUID = 1L;
  private static final long MOST_PAUSE_MILLIS = 1_000;

  @StateId("held")
  private final StateSpec<BagState<Chunk>> heldSpec;

  @StateId("least")
  private final StateSpec<ValueState<KV<Long, Long>>> leastSpec =
      StateSpecs.value(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));

  @TimerId("hold")
  private final TimerSpec holdSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("wake")
  private final TimerSpec wakeSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  private final AsOfJoin join;
  private final Loading loading;
  private final Duration pause;
  private transient @Nullable SharedDimension shared;

  EnrichCoveredFn(AsOfJoin join, Loading loading, ChunkCoder chunks) {
    this.join = join;
    this.loading = loading;
    this.heldSpec = StateSpecs.bag(chunks);
    long quarter = requireNonNull(loading.refresh()).every().toMillis() / 4;
    this.pause = Duration.millis(Math.max(1, Math.min(quarter, MOST_PAUSE_MILLIS)));
  }

  @Setup
  public void setup() {
    shared = SharedDimension.acquire(loading);
  }

  @ProcessElement
  public void process(
      @Element KV<String, Chunk> element,
      @StateId("held") BagState<Chunk> chunks,
      @StateId("least") ValueState<KV<Long, Long>> least,
      @TimerId("hold") Timer hold,
      @TimerId("wake") Timer wake,
      OutputReceiver<Chunk> out)
      throws Exception {
    Chunk chunk = element.getValue();
    Load load = load();
    List<Event> later = HeldChunks.events(chunk, load, false);
    if (later.isEmpty()) {
      out.output(join.join(chunk, load));
      return;
    }
    new HeldChunks(chunks, least, hold, wake, pause).add(chunk, later);
    Chunk covered = chunk.sifted(HeldChunks.events(chunk, load, true), List.of());
    if (!isEmpty(covered)) {
      out.output(join.join(covered, load));
    }
  }

  @OnTimer("wake")
  public void wake(
      @StateId("held") BagState<Chunk> chunks,
      @StateId("least") ValueState<KV<Long, Long>> least,
      @TimerId("hold") Timer hold,
      @TimerId("wake") Timer wake,
      OutputReceiver<Chunk> out)
      throws Exception {
    letOut(new HeldChunks(chunks, least, hold, wake, pause), load(), out);
  }

  @OnTimer("hold")
  public void atTheEnd(
      @StateId("held") BagState<Chunk> chunks,
      @StateId("least") ValueState<KV<Long, Long>> least,
      @TimerId("hold") Timer hold,
      @TimerId("wake") Timer wake,
      OutputReceiver<Chunk> out)
      throws Exception {
    if (least.read() != null) {
      HeldChunks held = new HeldChunks(chunks, least, hold, wake, pause);
      letOut(held, requireNonNull(shared).loadCovering(held.latest()), out);
    }
  }

  private Load load() throws Exception {
    Load load = requireNonNull(shared).load();
    join.report(load, loading.clock().millis());
    return load;
  }

  private void letOut(HeldChunks held, Load load, OutputReceiver<Chunk> out) {
    for (Chunk chunk : held.take(load)) {
      out.outputWithTimestamp(join.join(chunk, load), HeldChunks.timestamp(chunk));
    }
  }

  private static boolean isEmpty(Chunk chunk) {
    return chunk.events().isEmpty()
        && chunk.deadLetters().isEmpty()
        && chunk.duplicates().isEmpty();
  }

  @Teardown
  public void teardown() {
    if (shared != null) {
      shared.release();
      shared = null;
    }
  }

  /** The timestamp of what was held may be before that of the element that is processed then. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
