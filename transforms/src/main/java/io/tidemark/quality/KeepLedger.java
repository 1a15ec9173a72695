package io.tidemark.quality;

import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCellCoder;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerCountsCoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;

/**
 * Adds up tallies: puts out the whole counts of each cell, again whenever they have grown, so that
 * of several the greatest is the newest and none is ever to be added to another.
 *
 * <p>Of unbounded tallies, in the global window and in any order, a cell is put out at most once in
 * {@link #withEvery} of processing time, when it expires, and at the end of the input. The counts
 * are state of the runner, so that they are exact after a restore; a cell's leave it at its expiry.
 * Of bounded ones each cell is put out once; a shard's cells are held in memory.
 *
 * <p>Cost: one shuffle of the tallies to a few shards; state for each cell of about a week.
 */
public final class KeepLedger
    extends PTransform<
        PCollection<KV<LedgerCell, LedgerCounts>>, PCollection<KV<LedgerCell, LedgerCounts>>> {
  /** State is found by it: with another number, not that of an earlier run. */
  private static final int SHARDS = 8;

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final KvCoder<LedgerCell, LedgerCounts> ENTRY =
      KvCoder.of(LedgerCellCoder.of(), LedgerCountsCoder.of());

  private final Duration every;

  private KeepLedger(Duration every) {
    this.every = every;
  }

  public static KeepLedger create() {
    return new KeepLedger(EVERY);
  }

  /** How much processing time passes at least between two outputs of a cell. */
  public KeepLedger withEvery(Duration every) {
    return new KeepLedger(every);
  }

  @Override
  public PCollection<KV<LedgerCell, LedgerCounts>> expand(
      PCollection<KV<LedgerCell, LedgerCounts>> tallies) {
    PCollection<KV<Integer, KV<LedgerCell, LedgerCounts>>> sharded =
        tallies
            .apply(
                "Shard",
                WithKeys.<Integer, KV<LedgerCell, LedgerCounts>>of(entry -> shard(entry.getKey()))
                    .withKeyType(TypeDescriptors.integers()))
            .setCoder(KvCoder.of(VarIntCoder.of(), ENTRY));
    if (tallies.isBounded() == IsBounded.BOUNDED) {
      return sharded
          .apply("Group", GroupByKey.create())
          .apply("AddUp", ParDo.of(new AddUpFn()))
          .setCoder(ENTRY);
    }
    return sharded
        .apply("Keep", ParDo.of(new KeepFn(org.joda.time.Duration.millis(every.toMillis()))))
        .setCoder(ENTRY);
  }

  /** The same in every JVM. */
  private static int shard(LedgerCell cell) {
    Long minute = cell.minute();
    int hash = 31 * cell.view().hashCode() + (minute == null ? 0 : (int) (minute / 60_000));
    return Math.floorMod(hash, SHARDS);
  }

  private static final class AddUpFn
      extends DoFn<
          KV<Integer, Iterable<KV<LedgerCell, LedgerCounts>>>, KV<LedgerCell, LedgerCounts>> {
    @ProcessElement
    public void addUp(
        @Element KV<Integer, Iterable<KV<LedgerCell, LedgerCounts>>> shard,
        OutputReceiver<KV<LedgerCell, LedgerCounts>> out) {
      Map<LedgerCell, LedgerCounts> counts = new HashMap<>();
      for (KV<LedgerCell, LedgerCounts> tally : shard.getValue()) {
        counts.merge(tally.getKey(), tally.getValue(), LedgerCounts::plus);
      }
      counts.forEach((cell, whole) -> out.output(KV.of(cell, whole)));
    }
  }

  private static final class KeepFn
      extends DoFn<KV<Integer, KV<LedgerCell, LedgerCounts>>, KV<LedgerCell, LedgerCounts>> {
    @StateId("counts")
    private final StateSpec<MapState<LedgerCell, LedgerCounts>> countsSpec =
        StateSpecs.map(LedgerCellCoder.of(), LedgerCountsCoder.of());

    /** Cells that have grown since they were put out. */
    @StateId("grown")
    private final StateSpec<MapState<LedgerCell, Boolean>> grownSpec =
        StateSpecs.map(LedgerCellCoder.of(), BooleanCoder.of());

    @StateId("emitting")
    private final StateSpec<ValueState<Boolean>> emittingSpec = StateSpecs.value(BooleanCoder.of());

    @StateId("nextExpiry")
    private final StateSpec<ValueState<Long>> nextExpirySpec = StateSpecs.value(VarLongCoder.of());

    @TimerId("emit")
    private final TimerSpec emitSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("expire")
    private final TimerSpec expireSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final org.joda.time.Duration every;

    KeepFn(org.joda.time.Duration every) {
      this.every = every;
    }

    @ProcessElement
    public void add(
        @Element KV<Integer, KV<LedgerCell, LedgerCounts>> element,
        @StateId("counts") MapState<LedgerCell, LedgerCounts> counts,
        @StateId("grown") MapState<LedgerCell, Boolean> grown,
        @StateId("emitting") ValueState<Boolean> emitting,
        @StateId("nextExpiry") ValueState<Long> nextExpiry,
        @TimerId("emit") Timer emit,
        @TimerId("expire") Timer expire) {
      LedgerCell cell = element.getValue().getKey();
      LedgerCounts soFar = counts.get(cell).read();
      LedgerCounts added = element.getValue().getValue();
      counts.put(cell, soFar == null ? added : soFar.plus(added));
      grown.put(cell, true);
      if (!Boolean.TRUE.equals(emitting.read())) {
        emitting.write(true);
        emit.offset(every).setRelative();
      }
      Long next = nextExpiry.read();
      if (next == null || cell.expiry() < next) {
        nextExpiry.write(cell.expiry());
        expire.set(lastMilliBefore(cell.expiry()));
      }
    }

    @OnTimer("emit")
    public void emit(
        @StateId("counts") MapState<LedgerCell, LedgerCounts> counts,
        @StateId("grown") MapState<LedgerCell, Boolean> grown,
        @StateId("emitting") ValueState<Boolean> emitting,
        OutputReceiver<KV<LedgerCell, LedgerCounts>> out) {
      emitting.clear();
      List<LedgerCell> cells = new ArrayList<>();
      grown.keys().read().forEach(cells::add);
      for (LedgerCell cell : cells) {
        LedgerCounts now = counts.get(cell).read();
        if (now != null) {
          out.output(KV.of(cell, now));
        }
      }
      grown.clear();
    }

    @OnTimer("expire")
    public void expire(
        OnTimerContext context,
        @StateId("counts") MapState<LedgerCell, LedgerCounts> counts,
        @StateId("grown") MapState<LedgerCell, Boolean> grown,
        @StateId("nextExpiry") ValueState<Long> nextExpiry,
        @TimerId("expire") Timer expire,
        OutputReceiver<KV<LedgerCell, LedgerCounts>> out) {
      long reached = context.fireTimestamp().getMillis() + 1;
      List<Map.Entry<LedgerCell, LedgerCounts>> entries = new ArrayList<>();
      counts.entries().read().forEach(entries::add);
      long next = Long.MAX_VALUE;
      for (Map.Entry<LedgerCell, LedgerCounts> entry : entries) {
        LedgerCell cell = entry.getKey();
        if (cell.expiry() > reached) {
          next = Math.min(next, cell.expiry());
          continue;
        }
        if (grown.get(cell).read() != null) {
          out.output(KV.of(cell, entry.getValue()));
        }
        grown.remove(cell);
        counts.remove(cell);
      }
      if (next == Long.MAX_VALUE) {
        nextExpiry.clear();
      } else {
        nextExpiry.write(next);
        expire.set(lastMilliBefore(next));
      }
    }

    /** A timer there fires when the watermark reaches {@code expiry}. */
    private static Instant lastMilliBefore(long expiry) {
      return Instant.ofEpochMilli(expiry - 1);
    }
  }
}
