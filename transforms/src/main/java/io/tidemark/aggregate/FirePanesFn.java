package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.util.List;
import java.util.Map;
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

  @StateId("panes")
  private final StateSpec<MapState<WindowKey, PaneState>> panesSpec;

  @StateId("pages")
  private final StateSpec<MapState<KV<Span, Integer>, List<Cells>>> pagesSpec;

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
    this.panesSpec = StateSpecs.map(WindowKeyCoder.of(key), PaneStateCoder.of(measures));
    this.pagesSpec = KeyPages.spec(key);
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
      @StateId("panes") MapState<WindowKey, PaneState> panes,
      @StateId("pages") MapState<KV<Span, Integer>, List<Cells>> pages,
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
    boolean later = delay != null && delay > 0;
    ShardState state = new ShardState(panes, pages);
    window = state.add(partial, window, later);
    if (later && !window.waiting()) {
      window = window.withWaiting();
      clock.get(name(span)).offset(Duration.millis(delay)).setRelative();
    }
    windows.put(span, window);
    if (delay != null && !later) {
      Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
      List<Cells> keys = partial.groups().stream().map(Map.Entry::getKey).toList();
      fire(span, window, pane, keys, state, new Alerts.State(alerts, sweepAt, sweep), out);
    }
  }

  @OnTimerFamily("close")
  public void close(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowState> windows,
      @StateId("panes") MapState<WindowKey, PaneState> panes,
      @StateId("pages") MapState<KV<Span, Integer>, List<Cells>> pages,
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
    ShardState state = new ShardState(panes, pages);
    Pane pane = window.onTime() ? Pane.LATE : Pane.ON_TIME;
    List<Cells> changed = state.takeChanged(span, window);
    List<Cells> keys = window.onTime() ? changed : state.keys(span, window);
    fire(span, window, pane, keys, state, new Alerts.State(alerts, sweepAt, sweep), out);
    if (window.waiting()) {
      clock.get(name).clear();
    }
    if (window.onTime() || emission.allowedLateness() == 0) {
      state.remove(span, window);
      windows.remove(span);
    } else {
      windows.put(span, window.fired(true));
      close.get(name).set(Instant.ofEpochMilli(span.lastMilli() + emission.allowedLateness()));
    }
  }

  @OnTimerFamily("clock")
  public void clock(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowState> windows,
      @StateId("panes") MapState<WindowKey, PaneState> panes,
      @StateId("pages") MapState<KV<Span, Integer>, List<Cells>> pages,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Span span = span(name);
    WindowState window = windows.get(span).read();
    if (window == null) {
      return;
    }
    ShardState state = new ShardState(panes, pages);
    Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
    List<Cells> changed = state.takeChanged(span, window);
    fire(span, window, pane, changed, state, new Alerts.State(alerts, sweepAt, sweep), out);
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

  private void fire(
      Span span,
      WindowState window,
      Pane pane,
      List<Cells> keys,
      ShardState state,
      Alerts.State alerts,
      OutputReceiver<PaneRow> out) {
    for (Cells key : keys) {
      PaneState ofKey = state.read(span, key);
      PaneRow row = rows.fire(key, span, ofKey, pane, window.generation());
      if (rows.mayWithdraw()) {
        state.write(span, key, ofKey);
      }
      if (row != null && (once == null || once.pass(row, alerts))) {
        out.output(row);
      }
    }
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
