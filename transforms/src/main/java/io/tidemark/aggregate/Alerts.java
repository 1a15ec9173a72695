package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.Serializable;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Lets the first row of a key through, then none of that key until {@code quietFor} of event time
 * has passed: until a window that ends so much later. If the alerted row no longer holds, its
 * retraction passes, and the key stays quiet.
 *
 * <p>The state of a key is its last alert; it goes when the watermark shows that no row can come
 * that it would hold back. Expired alerts are removed once per {@code quietFor}, not one by one.
 *
 * @param quietFor ms
 * @param keptFor ms past the end of a window within which a row of it may come
 */
record Alerts(long quietFor, long keptFor) implements Serializable {

  /** The state: of each key its last alerted window, and whether that was withdrawn. */
  static StateSpec<MapState<Cells, KV<Span, Boolean>>> spec(Schema key) {
    return StateSpecs.map(CellsCoder.of(key), KvCoder.of(SpanCoder.of(), BooleanCoder.of()));
  }

  boolean pass(PaneRow row, State state) {
    Span window = new Span(row.windowStart(), row.windowEnd());
    KV<Span, Boolean> last = state.alerts().get(row.key()).read();
    if (row.pane() == Pane.RETRACTED) {
      boolean standing = last != null && !last.getValue() && last.getKey().equals(window);
      if (standing) {
        state.alerts().put(row.key(), KV.of(window, true));
      }
      return standing;
    }
    if (last != null && window.end() < last.getKey().end() + quietFor) {
      return false;
    }
    state.alerts().put(row.key(), KV.of(window, false));
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
    for (Map.Entry<Cells, KV<Span, Boolean>> alert : state.alerts().entries().read()) {
      long expires = alert.getValue().getKey().end() + quietFor + keptFor;
      if (expires <= due) {
        state.alerts().remove(alert.getKey());
      } else {
        next = Math.min(next, expires);
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

  /** What a DoFn hands in: the last alerts, and when they are to be swept next. */
  record State(MapState<Cells, KV<Span, Boolean>> alerts, ValueState<Long> sweepAt, Timer sweep) {}
}
