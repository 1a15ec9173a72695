package io.tidemark.graph;

import io.tidemark.model.LateEvent;
import io.tidemark.model.PaneRow;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import io.tidemark.model.Windows;
import io.tidemark.sink.Slice;
import io.tidemark.spec.ViewSpec;
import io.tidemark.window.ViewWindows;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

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
  PCollection<WindowedChunk> ofBuckets(String step, PCollection<WindowedChunk> accepted) {
    long length = sessions.maxLength().toMillis();
    long first = Math.floorDiv(slice.from().toEpochMilli(), length) * length;
    return chosen(step, accepted, event -> event.event().time() >= first);
  }

  /** The accepted events of the slice: those whose own part of a session ends in it. */
  PCollection<WindowedChunk> ending(String step, PCollection<WindowedChunk> accepted) {
    Slice held = slice;
    return chosen(step, accepted, event -> held.holdsWindowEnd(Instant.ofEpochMilli(endOf(event))));
  }

  private static PCollection<WindowedChunk> chosen(
      String step,
      PCollection<WindowedChunk> accepted,
      SerializableFunction<WindowedEvent, Boolean> holds) {
    return accepted
        .apply(
            step,
            FlatMapElements.into(TypeDescriptor.of(WindowedChunk.class))
                .via(
                    chunk -> {
                      List<WindowedEvent> held =
                          chunk.events().stream().filter(holds::apply).toList();
                      return held.isEmpty()
                          ? List.of()
                          : List.of(new WindowedChunk(held, chunk.newest()));
                    }))
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
