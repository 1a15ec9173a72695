package io.tidemark.quality;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
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
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Drops the duplicates of chunks keyed by their partition, in the global window, in the sequence of
 * the partition.
 *
 * <p>A chunk that comes before its turn is kept in state until those before it have come; where the
 * runner keeps the order of a source, as Flink does, there is none. It goes out at its own
 * timestamp. No hold is needed meanwhile: the one before it is on its way, and its timestamp, which
 * is not later, holds the watermark.
 *
 * <p>State, for each partition: the sequence to come, the early chunks, and what can still be
 * repeated, see {@link Remembered}. Sequence and state are checkpointed together. A chunk that
 * comes twice, one that is {@link #MOST_EARLY} before its turn, or one whose turn has not come at
 * the end is an error: the state is not that of the source, and going on would be guessing. Cost of
 * an event: one look-up by its key, and one write where it is kept.
 */
final class DropInSequenceFn extends DoFn<KV<String, Chunk>, Chunk> {
  /** Chunks that are under way at the same time are far fewer. */
  static final long MOST_EARLY = 10_000;

  @StateId("next")
  private final StateSpec<ValueState<Long>> nextSpec = StateSpecs.value(VarLongCoder.of());

  @StateId("early")
  private final StateSpec<MapState<Long, TimestampedValue<Chunk>>> earlySpec;

  @StateId("times")
  private final StateSpec<MapState<Cells, List<Long>>> timesSpec;

  @StateId("chunks")
  private final StateSpec<MapState<Long, KV<Long, List<Cells>>>> chunksSpec;

  @StateId("oldest")
  private final StateSpec<ValueState<KV<Long, Long>>> oldestSpec =
      StateSpecs.value(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final int[] by;
  private final DedupRule rule;

  DropInSequenceFn(int[] by, DedupRule rule, ChunkCoder chunks, CellsCoder keys) {
    this.by = by;
    this.rule = rule;
    this.earlySpec =
        StateSpecs.map(VarLongCoder.of(), TimestampedValue.TimestampedValueCoder.of(chunks));
    this.timesSpec = StateSpecs.map(keys, ListCoder.of(VarLongCoder.of()));
    this.chunksSpec =
        StateSpecs.map(VarLongCoder.of(), KvCoder.of(VarLongCoder.of(), ListCoder.of(keys)));
  }

  @ProcessElement
  public void process(
      @Element KV<String, Chunk> element,
      @Timestamp Instant timestamp,
      @StateId("next") ValueState<Long> next,
      @StateId("early") MapState<Long, TimestampedValue<Chunk>> early,
      @StateId("times") MapState<Cells, List<Long>> times,
      @StateId("chunks") MapState<Long, KV<Long, List<Cells>>> chunks,
      @StateId("oldest") ValueState<KV<Long, Long>> oldest,
      @TimerId("end") Timer end,
      OutputReceiver<Chunk> out) {
    Chunk chunk = element.getValue();
    long turn = orZero(next.read());
    requireNear(chunk, turn);
    if (chunk.sequence() > turn) {
      early.put(chunk.sequence(), TimestampedValue.of(chunk, timestamp));
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
      return;
    }
    Remembered remembered = new Remembered(rule, times, chunks, oldest);
    out.output(judge(chunk, remembered));
    turn++;
    TimestampedValue<Chunk> following = early.get(turn).read();
    while (following != null) {
      out.outputWithTimestamp(judge(following.getValue(), remembered), following.getTimestamp());
      early.remove(turn);
      turn++;
      following = early.get(turn).read();
    }
    next.write(turn);
  }

  private static void requireNear(Chunk chunk, long turn) {
    if (chunk.sequence() < turn || chunk.sequence() > turn + MOST_EARLY) {
      throw outOfTurn(chunk, turn);
    }
  }

  private static IllegalStateException outOfTurn(Chunk chunk, long turn) {
    return new IllegalStateException(
        "chunk %,d of %s came where %,d is next: the state of dedup is not that of the source"
            .formatted(chunk.sequence(), chunk.partition(), turn));
  }

  @OnTimer("end")
  public void atTheEnd(
      @StateId("next") ValueState<Long> next,
      @StateId("early") MapState<Long, TimestampedValue<Chunk>> early) {
    for (TimestampedValue<Chunk> chunk : early.values().read()) {
      throw outOfTurn(chunk.getValue(), orZero(next.read()));
    }
  }

  private Chunk judge(Chunk chunk, Remembered remembered) {
    if (chunk.events().isEmpty()) {
      return chunk;
    }
    List<Event> kept = new ArrayList<>(chunk.events().size());
    List<Event> duplicates = new ArrayList<>(chunk.duplicates());
    for (Event event : chunk.events()) {
      Cells key = DropDuplicates.keyOf(event, by);
      boolean keeps = key == null || remembered.keeps(key, event);
      (keeps ? kept : duplicates).add(event);
    }
    long tidemark = chunk.events().get(chunk.events().size() - 1).tidemark();
    remembered.endChunk(chunk.sequence(), tidemark);
    return chunk.parted(kept, duplicates);
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
