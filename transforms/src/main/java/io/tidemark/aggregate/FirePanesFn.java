package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.util.Collection;
import java.util.List;
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
  private final StateSpec<MapState<Span, WindowPanes>> windowsSpec;

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

  private final List<Measure> measures;
  private final PaneRows rows;
  private final Emission emission;
  private final @Nullable Alerts once;
  private final long generation;

  FirePanesFn(
      Schema key,
      List<Measure> measures,
      PaneRows rows,
      Emission emission,
      @Nullable Alerts once,
      long generation) {
    this.windowsSpec = StateSpecs.map(SpanCoder.of(), WindowPanesCoder.of(key, measures));
    this.alertsSpec = Alerts.spec(key);
    this.measures = measures;
    this.rows = rows;
    this.emission = emission;
    this.once = once;
    this.generation = generation;
  }

  @ProcessElement
  public void add(
      @Element KV<Integer, Partial> element,
      @StateId("windows") MapState<Span, WindowPanes> windows,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Partial partial = element.getValue();
    Span span = partial.window();
    Timer end = close.get(name(span));
    WindowPanes window = windows.get(span).read();
    if (window == null) {
      window = WindowPanes.empty(generation);
      end.set(Instant.ofEpochMilli(span.lastMilli()));
    }
    window.add(partial, measures);
    boolean ending = !window.onTime() && end.getCurrentRelativeTime().getMillis() >= span.end();
    Long delay = ending ? null : emission.delay(window.onTime());
    if (delay != null && delay == 0) {
      Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
      fire(span, window, pane, window.takeChanged(), new Alerts.State(alerts, sweepAt, sweep), out);
    } else if (delay != null && !window.waiting()) {
      window.setWaiting(true);
      clock.get(name(span)).offset(Duration.millis(delay)).setRelative();
    }
    windows.put(span, window);
  }

  @OnTimerFamily("close")
  public void close(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowPanes> windows,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Span span = span(name);
    WindowPanes window = windows.get(span).read();
    if (window == null) {
      return;
    }
    Pane pane = window.onTime() ? Pane.LATE : Pane.ON_TIME;
    List<Cells> changed = window.takeChanged();
    Collection<Cells> keys = window.onTime() ? changed : List.copyOf(window.keys().keySet());
    fire(span, window, pane, keys, new Alerts.State(alerts, sweepAt, sweep), out);
    if (window.waiting()) {
      window.setWaiting(false);
      clock.get(name).clear();
    }
    if (window.onTime() || emission.allowedLateness() == 0) {
      windows.remove(span);
    } else {
      window.setOnTime();
      windows.put(span, window);
      close.get(name).set(Instant.ofEpochMilli(span.lastMilli() + emission.allowedLateness()));
    }
  }

  @OnTimerFamily("clock")
  public void clock(
      @TimerId String name,
      @StateId("windows") MapState<Span, WindowPanes> windows,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Span span = span(name);
    WindowPanes window = windows.get(span).read();
    if (window == null) {
      return;
    }
    window.setWaiting(false);
    Pane pane = window.onTime() ? Pane.LATE : Pane.EARLY;
    fire(span, window, pane, window.takeChanged(), new Alerts.State(alerts, sweepAt, sweep), out);
    windows.put(span, window);
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
      WindowPanes window,
      Pane pane,
      Collection<Cells> keys,
      Alerts.State alerts,
      OutputReceiver<PaneRow> out) {
    for (Cells key : keys) {
      PaneRow row = rows.fire(key, span, window.state(key), pane, window.generation());
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
