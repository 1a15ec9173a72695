package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Lets the first row of a key through, then none of that key whose window ends within {@code
 * quietFor} of an alerted one, before it or after it: partitions are read far apart at times, and a
 * burst that is read late is another one. If an alerted row no longer holds, its retraction passes,
 * and the key stays quiet.
 *
 * <p>The state of a key is its alerted windows; each goes when the watermark shows that no row can
 * come that it would hold back. Expired alerts are removed once per {@code quietFor}, not one by
 * one.
 *
 * @param quietFor ms
 * @param keptFor ms past the end of a window within which a row of it may come
 */
record Alerts(long quietFor, long keptFor) implements Serializable {

  /** The state: of each key its alerted windows, and whether each was withdrawn. */
  static StateSpec<MapState<Cells, List<KV<Span, Boolean>>>> spec(Schema key) {
    return StateSpecs.map(
        CellsCoder.of(key), ListCoder.of(KvCoder.of(SpanCoder.of(), BooleanCoder.of())));
  }

  boolean pass(PaneRow row, State state) {
    Span window = new Span(row.windowStart(), row.windowEnd());
    List<KV<Span, Boolean>> alerts = new ArrayList<>();
    List<KV<Span, Boolean>> before = state.alerts().get(row.key()).read();
    if (before != null) {
      alerts.addAll(before);
    }
    if (row.pane() == Pane.RETRACTED) {
      boolean standing = alerts.remove(KV.of(window, false));
      if (standing) {
        alerts.add(KV.of(window, true));
        state.alerts().put(row.key(), alerts);
      }
      return standing;
    }
    for (KV<Span, Boolean> alert : alerts) {
      if (Math.abs(window.end() - alert.getKey().end()) < quietFor) {
        return false;
      }
    }
    alerts.add(KV.of(window, false));
    state.alerts().put(row.key(), alerts);
    if (state.sweepAt().read() == null) {
      sweepAt(window.end() + quietFor + keptFor, state);
    }
    return true;
  }

  /**
   * Removes the alerts that hold nothing back once the sweep is due. It goes by that time, not by
   * the watermark, which may be far ahead of timers that are to fire after this one.
   */
  void sweep(State state) {
    Long due = state.sweepAt().read();
    if (due == null) {
      return;
    }
    state.sweepAt().clear();
    long next = Long.MAX_VALUE;
    for (Map.Entry<Cells, List<KV<Span, Boolean>>> key : state.alerts().entries().read()) {
      List<KV<Span, Boolean>> left = new ArrayList<>();
      for (KV<Span, Boolean> alert : key.getValue()) {
        long expires = alert.getKey().end() + quietFor + keptFor;
        if (expires > due) {
          left.add(alert);
          next = Math.min(next, expires);
        }
      }
      if (left.isEmpty()) {
        state.alerts().remove(key.getKey());
      } else if (left.size() < key.getValue().size()) {
        state.alerts().put(key.getKey(), left);
      }
    }
    if (next < Long.MAX_VALUE) {
      sweepAt(Math.max(next, due + quietFor), state);
    }
  }

  private static void sweepAt(long time, State state) {
    state.sweepAt().write(time);
    state.sweep().set(Instant.ofEpochMilli(time));
  }

  /** What a DoFn hands in: the alerts, and when they are to be swept next. */
  record State(
      MapState<Cells, List<KV<Span, Boolean>>> alerts, ValueState<Long> sweepAt, Timer sweep) {}
}
