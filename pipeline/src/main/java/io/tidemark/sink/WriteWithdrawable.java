package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Writes streamed rows of which some are withdrawn, in whatever order they come: a row that comes
 * after its own retraction is not written, though the table no longer knows of it.
 *
 * <p>For that the identities that were withdrawn are remembered, with their generation and
 * revision, until their window can no longer change: until the watermark has passed its end by what
 * {@link Table#withdrawable} says, and everything that was on its way when the retraction came.
 * Rows are written where they are remembered, one bundle of a shard after the other, so no two
 * writes of one identity meet. A bundle that is tried again finds the memory as it was before it,
 * and writes what is there already.
 *
 * <p>Cost: one shuffle of the rows by groupBy into a few shards; state for what was withdrawn only.
 */
final class WriteWithdrawable extends PTransform<PCollection<Cells>, PCollection<RejectedRow>> {
  private static final int SHARDS = 16;

  private final Table table;
  private final PostgresBatch batch;

  private WriteWithdrawable(Table table, PostgresBatch batch) {
    this.table = table;
    this.batch = batch;
  }

  /** For {@code table}, which must be {@link Table#withdrawable}, by way of {@code batch}. */
  static WriteWithdrawable of(Table table, PostgresBatch batch) {
    return new WriteWithdrawable(table, batch);
  }

  @Override
  public PCollection<RejectedRow> expand(PCollection<Cells> rows) {
    int[] groupBy = indexes(table, table.groupBy());
    return rows.apply(
            "ByShard",
            WithKeys.<Integer, Cells>of(
                    row -> Math.floorMod(row.select(groupBy).hashCode(), SHARDS))
                .withKeyType(TypeDescriptors.integers()))
        .setCoder(KvCoder.of(VarIntCoder.of(), CellsCoder.of(table.schema())))
        .apply("UpsertOrDelete", ParDo.of(new WriteFn(table, batch)));
  }

  private static int[] indexes(Table table, List<String> columns) {
    return columns.stream().mapToInt(table.schema()::indexOf).toArray();
  }

  private static final class WriteFn extends DoFn<KV<Integer, Cells>, RejectedRow> {
    private static final String WITHDRAWN = "withdrawn";
    private static final String FORGET = "forget";

    /** By the end of the window, in ms: the identities, each with the age of its retraction. */
    @StateId(WITHDRAWN)
    private final StateSpec<MapState<Long, Map<Cells, KV<Long, Long>>>> withdrawn;

    @TimerFamily(FORGET)
    @SuppressWarnings("UnusedVariable") // Beam reads it.
    private final TimerSpec forget = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    private final PostgresBatch batch;
    private final PaneAge age;
    private final int[] identity;
    private final int windowEnd;
    private final long withdrawable;
    private transient @Nullable Instant last;

    WriteFn(Table table, PostgresBatch batch) {
      this.batch = batch;
      this.age = PaneAge.of(table);
      this.identity = indexes(table, table.identity());
      this.windowEnd = table.schema().indexOf(Table.WINDOW_END);
      this.withdrawable = table.withdrawable().map(Duration::toMillis).orElseThrow();
      Schema rows = table.schema();
      CellsCoder identities =
          CellsCoder.of(Schema.of(Arrays.stream(identity).mapToObj(rows::field).toList()));
      this.withdrawn =
          StateSpecs.map(
              VarLongCoder.of(),
              MapCoder.of(identities, KvCoder.of(VarLongCoder.of(), VarLongCoder.of())));
    }

    @StartBundle
    public void start() {
      batch.start();
    }

    @FinishBundle
    public void flush(FinishBundleContext rejected) {
      batch.flush(row -> rejected.output(row, last, GlobalWindow.INSTANCE));
    }

    @Teardown
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void close() {
      batch.close();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Cells> keyed,
        @Timestamp Instant time,
        @StateId(WITHDRAWN) MapState<Long, Map<Cells, KV<Long, Long>>> withdrawn,
        @TimerFamily(FORGET) TimerMap forget,
        OutputReceiver<RejectedRow> rejected) {
      last = time;
      Cells row = keyed.getValue();
      long end = end(row);
      Map<Cells, KV<Long, Long>> known = withdrawn.get(end).read();
      Cells key = row.select(identity);
      KV<Long, Long> retraction = known == null ? null : known.get(key);
      if (retraction != null && !age.isAfter(row, retraction)) {
        return;
      }
      if (age.retracted(row)) {
        Map<Cells, KV<Long, Long>> more = known == null ? new HashMap<>() : new HashMap<>(known);
        more.put(key, age.of(row));
        withdrawn.put(end, more);
        forgetLater(forget.get(Long.toString(end)), end, time);
      }
      batch.add(row, rejected::output);
    }

    private long end(Cells row) {
      if (row.get(windowEnd) instanceof java.time.Instant end) {
        return end.toEpochMilli();
      }
      throw new IllegalStateException("a pane without the end of its window: " + row);
    }

    /**
     * The watermark does not pass a row that is on its way, so one that left before this retraction
     * comes before the timer does. At the end of all time there is nothing to forget for.
     */
    private void forgetLater(Timer timer, long end, Instant time) {
      long now = Math.max(timer.getCurrentRelativeTime().getMillis(), time.getMillis());
      Instant later = Instant.ofEpochMilli(Math.max(end + withdrawable, now) + 1);
      if (!later.isAfter(GlobalWindow.INSTANCE.maxTimestamp())) {
        timer.withNoOutputTimestamp().set(later);
      }
    }

    @OnTimerFamily(FORGET)
    @SuppressWarnings("UnusedMethod") // Beam calls it.
    public void forget(
        @TimerId String end,
        @StateId(WITHDRAWN) MapState<Long, Map<Cells, KV<Long, Long>>> withdrawn) {
      withdrawn.remove(Long.parseLong(end));
    }
  }
}
