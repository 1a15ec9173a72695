package io.tidemark.graph;

import io.tidemark.model.LateEvent;
import io.tidemark.model.PaneRow;
import io.tidemark.model.WindowedEvent;
import io.tidemark.model.Windows;
import io.tidemark.sink.Slice;
import io.tidemark.spec.ViewSpec;
import io.tidemark.window.ViewWindows;
import java.time.Instant;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.values.PCollection;

/**
 * What a batch run over a slice does of a view of sessions: it computes those of every whole bucket
 * that the slice touches, and writes the ones that end in the slice.
 */
final class SessionSlice {
  private final ViewSpec.Sessions sessions;
  private final Slice slice;

  SessionSlice(ViewSpec.Sessions sessions, Slice slice) {
    this.sessions = sessions;
    this.slice = slice;
  }

  Windows windows() {
    return ViewWindows.sessionsAround(
        ViewWindows.sessions(sessions.gap()), sessions.maxLength(), slice.from(), slice.to());
  }

  /** The events of the buckets; of those before them, only what is too late is of the slice. */
  PCollection<WindowedEvent> ofBuckets(String step, PCollection<WindowedEvent> accepted) {
    long length = sessions.maxLength().toMillis();
    long first = Math.floorDiv(slice.from().toEpochMilli(), length) * length;
    return accepted
        .apply(step, Filter.by(event -> event.event().time() >= first))
        .setCoder(accepted.getCoder());
  }

  /** The accepted events of the slice: those whose own part of a session ends in it. */
  PCollection<WindowedEvent> ending(String step, PCollection<WindowedEvent> accepted) {
    Slice held = slice;
    return accepted
        .apply(step, Filter.by(event -> held.holdsWindowEnd(Instant.ofEpochMilli(endOf(event)))))
        .setCoder(accepted.getCoder());
  }

  private static long endOf(WindowedEvent event) {
    return event.windows().get(0).end();
  }

  /** The late events of the slice: those whose own part of a session ends in it. */
  PCollection<LateEvent> late(String step, PCollection<LateEvent> late) {
    Slice held = slice;
    return late.apply(
            step, Filter.by(event -> held.holdsWindowEnd(Instant.ofEpochMilli(event.windowEnd()))))
        .setCoder(late.getCoder());
  }

  PCollection<PaneRow> rows(String step, PCollection<PaneRow> rows) {
    Slice held = slice;
    return rows.apply(
            step, Filter.by(row -> held.holdsWindowEnd(Instant.ofEpochMilli(row.windowEnd()))))
        .setCoder(rows.getCoder());
  }
}
