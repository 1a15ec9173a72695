package io.tidemark.time;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.Span;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import io.tidemark.model.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Assigns the windows of a view to the events of chunks, and parts each (event, window) that may
 * change its result from those that are too late, by {@link Lateness} alone.
 *
 * <p>An event goes on with the windows that accept it; for every other window of it there is a late
 * event. One that belongs to no window of a slice is in neither output. A function of one event: no
 * state, no shuffle, the same in every mode.
 */
public final class SplitTooLate extends PTransform<PCollection<Chunk>, SplitEvents> {
  private final String view;
  private final Windows windows;
  private final Duration allowedLateness;
  private final boolean lateIncluded;

  private SplitTooLate(
      String view, Windows windows, Duration allowedLateness, boolean lateIncluded) {
    this.view = view;
    this.windows = windows;
    this.allowedLateness = allowedLateness;
    this.lateIncluded = lateIncluded;
  }

  /** The split for {@code view}; no lateness is allowed unless it is said. */
  public static SplitTooLate of(String view, Windows windows) {
    return new SplitTooLate(view, windows, Duration.ZERO, false);
  }

  /** How long past the end of its window an event is accepted; negative is refused. */
  public SplitTooLate withAllowedLateness(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("an allowed lateness of " + lateness + " is negative");
    }
    return new SplitTooLate(view, windows, lateness, lateIncluded);
  }

  /** Accepts every event, as a batch run may that is to count all that ever arrived. */
  public SplitTooLate withLateIncluded() {
    return new SplitTooLate(view, windows, allowedLateness, true);
  }

  @Override
  public SplitEvents expand(PCollection<Chunk> input) {
    return SplitEvents.of(
        input.apply(
            "SplitEvent",
            ParDo.of(new SplitFn(view, windows, allowedLateness.toMillis(), lateIncluded))
                .withOutputTags(SplitEvents.ACCEPTED, TupleTagList.of(SplitEvents.LATE))),
        ((ChunkCoder) input.getCoder()).schema());
  }

  private static final class SplitFn extends DoFn<Chunk, WindowedChunk> {
    private final String view;
    private final Windows windows;
    private final long allowedLateness;
    private final boolean lateIncluded;

    SplitFn(String view, Windows windows, long allowedLateness, boolean lateIncluded) {
      this.view = view;
      this.windows = windows.remembering();
      this.allowedLateness = allowedLateness;
      this.lateIncluded = lateIncluded;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, MultiOutputReceiver out) {
      List<WindowedEvent> accepted = new ArrayList<>(chunk.events().size());
      for (Event event : chunk.events()) {
        List<Span> spans = accepting(event, out);
        if (!spans.isEmpty()) {
          accepted.add(new WindowedEvent(event, spans));
        }
      }
      if (!accepted.isEmpty()) {
        out.get(SplitEvents.ACCEPTED).output(new WindowedChunk(accepted, chunk.newest()));
      }
    }

    private List<Span> accepting(Event event, MultiOutputReceiver out) {
      List<Span> all = windows.of(event.time());
      // The first ends first: where it is not too late, none is.
      if (all.isEmpty() || !isTooLate(event, all.get(0))) {
        return all;
      }
      List<Span> accepting = new ArrayList<>(all.size());
      for (Span span : all) {
        if (isTooLate(event, span)) {
          out.get(SplitEvents.LATE).output(new LateEvent(event, view, span.start(), span.end()));
        } else {
          accepting.add(span);
        }
      }
      return accepting;
    }

    private boolean isTooLate(Event event, Span span) {
      return !lateIncluded
          && Lateness.of(event.tidemark(), span.end(), allowedLateness) == Lateness.TOO_LATE;
    }
  }
}
