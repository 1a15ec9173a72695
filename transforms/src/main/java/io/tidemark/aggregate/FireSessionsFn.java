package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import java.util.ArrayList;
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
 * Keeps the sessions of a shard's keys, and fires their panes: EARLY and LATE ones by processing
 * time, ON_TIME when the watermark has passed the end. A session that grows past the watermark is
 * open again, and has another ON_TIME pane at its new end.
 *
 * <p>A session goes when the watermark shows that no event can be accepted that joins it, see
 * {@link SessionRule#expiry}. State: one entry for each key, of all its sessions, which is read and
 * written whole: about one for every gap in the allowed lateness at most. One event-time timer a
 * key, at or before the next moment at which a session of it ends or goes; it moves only when it
 * fires, not with every event.
 */
final class FireSessionsFn extends DoFn<KV<Integer, SessionParts>, PaneRow> {
  private static final long serialVersionUID = 1L;

  /** The panes that fire by processing time. */
  private static final List<Pane> CLOCKED = List.of(Pane.EARLY, Pane.LATE);

  @StateId("shards")
  private final StateSpec<ValueState<Integer>> shardsSpec = Shards.spec();

  @StateId("sessions")
  private final StateSpec<MapState<Cells, SessionSet>> sessionsSpec;

  @StateId("alerts")
  private final StateSpec<MapState<Cells, List<KV<Span, Boolean>>>> alertsSpec;

  @StateId("sweepAt")
  private final StateSpec<ValueState<Long>> sweepAtSpec = StateSpecs.value(VarLongCoder.of());

  /** Of a key: where the next of its sessions ends or expires, or earlier. */
  @TimerFamily("close")
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  private final TimerSpec closeSpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

  /** Of a key: when its EARLY panes, or its LATE ones, are due. */
  @TimerFamily("clock")
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  private final TimerSpec clockSpec = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

  @TimerId("sweep")
  private final TimerSpec sweepSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final KeyNames names;
  private final SessionRule rule;
  private final List<Measure> measures;
  private final Shards shards;
  private final SessionPanes panes;
  private final Emission emission;
  private final @Nullable Alerts once;
  private final long generation;

  FireSessionsFn(
      Schema key,
      SessionRule rule,
      List<Measure> measures,
      Shards shards,
      PaneRows rows,
      Emission emission,
      @Nullable Alerts once,
      long generation) {
    this.sessionsSpec = StateSpecs.map(CellsCoder.of(key), SessionSetCoder.of(rule, measures));
    this.alertsSpec = Alerts.spec(key);
    this.names = new KeyNames(CellsCoder.of(key));
    this.rule = rule;
    this.measures = measures;
    this.shards = shards;
    this.panes = new SessionPanes(rule, rows, once);
    this.emission = emission;
    this.once = once;
    this.generation = generation;
  }

  @ProcessElement
  public void add(
      @Element KV<Integer, SessionParts> element,
      @StateId("shards") ValueState<Integer> shardsOfState,
      @StateId("sessions") MapState<Cells, SessionSet> sessions,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    shards.check(shardsOfState);
    long watermark = sweep.getCurrentRelativeTime().getMillis();
    Alerts.State alertState = new Alerts.State(alerts, sweepAt, sweep);
    element
        .getValue()
        .keys()
        .forEach(
            (key, parts) -> {
              SessionSet kept = sessions.get(key).read();
              SessionSet set = kept == null ? SessionSet.empty(rule) : kept;
              long next = set.timer();
              for (Session session : addAll(parts, set, watermark)) {
                if (session.changed() && isDue(session, set, key, watermark, clock)) {
                  panes.fire(key, session, watermark, alertState, out::output);
                }
                next = Math.min(next, deadline(session));
              }
              if (next < set.timer()) {
                set.setTimer(next);
                close.get(names.name(key)).set(Instant.ofEpochMilli(next));
              }
              sessions.put(key, set);
            });
  }

  /** Gives the sessions that the parts are now in. */
  private List<Session> addAll(SessionSet parts, SessionSet set, long watermark) {
    List<Session> changed = new ArrayList<>(parts.size());
    for (Session part : parts.sessions()) {
      Session session = set.add(part, measures, generation);
      session.grown(rule.span(session).end(), watermark);
      changed.add(session);
    }
    return changed;
  }

  /** Whether a pane fires at once; if it is to fire in processing time, that is set. */
  private boolean isDue(
      Session session, SessionSet set, Cells key, long watermark, TimerMap clock) {
    Pane pane = panes.kind(session, watermark);
    Long delay = emission.delay(pane == Pane.LATE);
    if (pane == Pane.ON_TIME || (delay != null && delay == 0)) {
      return true;
    }
    if (delay != null && !set.waiting(pane)) {
      set.setWaiting(pane, true);
      clock.get(clockName(pane, names.name(key))).offset(Duration.millis(delay)).setRelative();
    }
    return false;
  }

  @OnTimerFamily("close")
  public void close(
      @TimerId String name,
      @StateId("sessions") MapState<Cells, SessionSet> sessions,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerFamily("close") TimerMap close,
      @TimerFamily("clock") TimerMap clock,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    Cells key = names.key(name);
    SessionSet set = sessions.get(key).read();
    if (set == null) {
      return;
    }
    long watermark = sweep.getCurrentRelativeTime().getMillis();
    Alerts.State alertState = new Alerts.State(alerts, sweepAt, sweep);
    long next = SessionSet.NO_TIMER;
    for (Session session : List.copyOf(set.sessions())) {
      boolean expired = rule.expiry(session, emission.allowedLateness()) <= watermark;
      if (panes.kind(session, watermark) == Pane.ON_TIME || (expired && session.changed())) {
        panes.fire(key, session, watermark, alertState, out::output);
      }
      if (expired) {
        set.remove(session);
      } else {
        next = Math.min(next, deadline(session));
      }
    }
    set.setTimer(next);
    if (set.size() > 0) {
      close.get(name).set(Instant.ofEpochMilli(next));
      sessions.put(key, set);
      return;
    }
    sessions.remove(key);
    for (Pane pane : CLOCKED) {
      if (set.waiting(pane)) {
        clock.get(clockName(pane, name)).clear();
      }
    }
  }

  @OnTimerFamily("clock")
  public void clock(
      @TimerId String clockName,
      @StateId("sessions") MapState<Cells, SessionSet> sessions,
      @StateId("alerts") MapState<Cells, List<KV<Span, Boolean>>> alerts,
      @StateId("sweepAt") ValueState<Long> sweepAt,
      @TimerId("sweep") Timer sweep,
      OutputReceiver<PaneRow> out) {
    int colon = clockName.indexOf(':');
    Pane due = Pane.valueOf(clockName.substring(0, colon));
    Cells key = names.key(clockName.substring(colon + 1));
    SessionSet set = sessions.get(key).read();
    if (set == null) {
      return;
    }
    set.setWaiting(due, false);
    long watermark = sweep.getCurrentRelativeTime().getMillis();
    Alerts.State alertState = new Alerts.State(alerts, sweepAt, sweep);
    for (Session session : set.sessions()) {
      if (session.changed() && panes.kind(session, watermark) == due) {
        panes.fire(key, session, watermark, alertState, out::output);
      }
    }
    sessions.put(key, set);
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

  /** The last ms before the session ends or, if its ON_TIME pane went out, before it expires. */
  private long deadline(Session session) {
    long end =
        session.closed()
            ? rule.expiry(session, emission.allowedLateness())
            : rule.span(session).end();
    return end - 1;
  }

  private static String clockName(Pane pane, String name) {
    return pane + ":" + name;
  }
}
