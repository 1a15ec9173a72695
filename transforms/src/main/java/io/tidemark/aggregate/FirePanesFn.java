package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Keeps the windows of a shard, and fires their panes: EARLY and LATE ones with the keys that
 * changed, by processing time; ON_TIME with every key, when the watermark has passed the end. The
 * kind of a pane comes from this state alone. A window goes when the watermark has passed its end
 * and the allowed lateness: no event for it can be accepted any more.
 */
final class FirePanesFn extends DoFn<KV<Integer, Partial>, PaneRow> {
  private static final long serialVersionUID = 1L;

  @StateId("windows")
  private final StateSpec<MapState<Span, WindowState>> windowsSpec =
      StateSpecs.map(SpanCoder.of(), WindowStateCoder.of());

  @StateId("keys")
  private final StateSpec<MapState<Bucket, Map<Cells, PaneState>>> keysSpec;

  @StateId("shards")
  private final StateSpec<ValueState<Integer>> shardsSpec = Shards.spec();

  @StateId("alerts")
  private final StateSpec<MapState<Cells, List<KV<Span, Boolean>>>> alertsSpec;

  @StateId("sweepAt")
  private final StateSpec<ValueState<Long>> sweepAtSpec = StateSpecs.value(VarLongCoder.of());

  /** At the end of a window, then where it expires. */
  @TimerFamily("close")
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  private final TimerSpec closeSpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

  /** When an EARLY or LATE pane is due. */
  @TimerFamily("clock")
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  private final TimerSpec clockSpec = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

  @TimerId("sweep")
  private final TimerSpec sweepSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final Shards shards;
  private final PaneRows rows;
  private final Emission emission;
  private final @Nullable Alerts once;
  private final long generation;

  FirePanesFn(
      Schema key,
      List<Measure> measures,
      Shards shards,
      PaneRows rows,
      Emission emission,
      @Nullable Alerts once,
      long generation) {
    this.keysSpec = ShardState.spec(key, measures);
    this.alertsSpec = Alerts.spec(key);
    this.shards = shards;
    this.rows = rows;
    this.emission = emission;
    this.once = once;
    this.generation = generation;
  }

  @ProcessElement
  public void add(
      @Element KV<Integer, Partial> element,
      @StateId("shards") ValueState<Integer> shardsOfState,
      @StateId("windows") MapState<Span, WindowState> windows,
      @StateId("keys") MapState<Bucket, Map<Cells, PaneState>> keys,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    shards.check(shardsOfState);
    Partial partial = element.getValue();
    Span span = partial.window();
    Timer end = close.get(name(span));
    WindowState window = windows.get(span).read();
    if (window == null) {
      window = WindowState.empty(generation);
      end.set(Instant.ofEpochMilli(span.lastMilli()));
    }
    boolean ending = !window.onTime() && end.getCurrentRelativeTime().getMillis() >= span.end();
    Long delay = ending ? null : emission.delay(window.onTime());
    BiConsumer<Cells, PaneState> change = (key, state) -> {};
    if (delay != null && delay == 0) {
      Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
      change = firing(span, window, pane, new Alerts.State(alerts, sweepAt, sweep), out);
    } else if (delay != null) {
      int panes = window.panes();
      change = (key, state) -> state.setChangedSince(panes);
      if (!window.waiting()) {
        window = window.withWaiting();
        clock.get(name(span)).offset(Duration.millis(delay)).setRelative();
      }
    }
    windows.put(span, new ShardState(keys).add(partial, window, change));
  }

  @OnTimerFamily("close")
  public void close(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowState> windows,
      @StateId("keys") MapState<Bucket, Map<Cells, PaneState>> keys,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Span span = span(name);
    WindowState window = windows.get(span).read();
    if (window == null) {
      return;
    }
    ShardState state = new ShardState(keys);
    Alerts.State alertState = new Alerts.State(alerts, sweepAt, sweep);
    BiConsumer<Cells, PaneState> firing =
        window.onTime()
            ? changed(window, firing(span, window, Pane.LATE, alertState, out))
            : firing(span, window, Pane.ON_TIME, alertState, out);
    if (window.waiting()) {
      clock.get(name).clear();
    }
    if (window.onTime() || emission.allowedLateness() == 0) {
      state.take(span, window, firing);
      windows.remove(span);
    } else {
      state.each(span, window, rows.mayWithdraw(), firing);
      windows.put(span, window.fired(true));
      close.get(name).set(Instant.ofEpochMilli(span.lastMilli() + emission.allowedLateness()));
    }
  }

  @OnTimerFamily("clock")
  public void clock(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowState> windows,
      @StateId("keys") MapState<Bucket, Map<Cells, PaneState>> keys,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Span span = span(name);
    WindowState window = windows.get(span).read();
    if (window == null) {
      return;
    }
    Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
    Alerts.State alertState = new Alerts.State(alerts, sweepAt, sweep);
    new ShardState(keys)
        .each(
            span,
            window,
            rows.mayWithdraw(),
            changed(window, firing(span, window, pane, alertState, out)));
    windows.put(span, window.fired(window.onTime()));
  }

  @OnTimer("sweep")
  public void sweep(
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerId("sweep") Timer sweep) {
    if (once != null) {
      once.sweep(new Alerts.State(alerts, sweepAt, sweep));
    }
  }

  /** Puts out the row of each key. */
  private BiConsumer<Cells, PaneState> firing(
      Span span, WindowState window, Pane pane, Alerts.State alerts, OutputReceiver<PaneRow> out) {
    return (key, state) -> {
      PaneRow row = rows.fire(key, span, state, pane, window.generation());
      if (row != null && (once == null || once.pass(row, alerts))) {
        out.output(row);
      }
    };
  }

  /** Only of the keys that changed since the pane before. */
  private static BiConsumer<Cells, PaneState> changed(
      WindowState window, BiConsumer<Cells, PaneState> firing) {
    return (key, state) -> {
      if (state.changedSince() == window.panes()) {
        firing.accept(key, state);
      }
    };
  }

  private static String name(Span span) {
    return span.start() + ":" + span.end();
  }

  private static Span span(String name) {
    int colon = name.indexOf(':', 1);
    return new Span(
        Long.parseLong(name.substring(0, colon)), Long.parseLong(name.substring(colon + 1)));
  }
}
