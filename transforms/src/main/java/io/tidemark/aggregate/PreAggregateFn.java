package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Span;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Adds up the events of a bundle by window and key, and puts out one {@link Partial} for each
 * window and shard at the bundle's end, the earliest window first, at the earliest timestamp of the
 * bundle's chunks: what holds the watermark back until it is added. When as many groups are held as
 * may be, all go out before the next event. They also go out where someone waits for each change
 * and nothing more is at hand, so that a bundle costs no one time.
 */
final class PreAggregateFn extends DoFn<WindowedChunk, KV<Integer, Partial>> {
  private static final long serialVersionUID = 1L;

  private final int[] groupBy;
  private final List<Measure> measures;
  private final int shards;
  private final int mostGroups;
  private final boolean awaited;
  private transient Map<Span, Map<Cells, Accumulator>> windows = new TreeMap<>();
  private transient int groups;
  private transient Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;

  /** The windows of the event before, and their keys. */
  private transient @Nullable List<Span> spans;

  private transient List<Map<Cells, Accumulator>> keysOfSpans = new ArrayList<>();

  /**
   * @param awaited whether there are panes that go out before the end of a window
   */
  PreAggregateFn(
      int[] groupBy, List<Measure> measures, int shards, int mostGroups, boolean awaited) {
    this.groupBy = groupBy;
    this.measures = measures;
    this.shards = shards;
    this.mostGroups = mostGroups;
    this.awaited = awaited;
  }

  @StartBundle
  public void start() {
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    begin();
  }

  private void begin() {
    windows = new TreeMap<>();
    groups = 0;
    spans = null;
  }

  @ProcessElement
  public void process(
      @Element WindowedChunk chunk,
      @Timestamp Instant timestamp,
      OutputReceiver<KV<Integer, Partial>> out) {
    earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
    for (WindowedEvent element : chunk.events()) {
      if (groups >= mostGroups) {
        flush(partial -> out.outputWithTimestamp(partial, earliest));
      }
      add(element.event(), element.windows());
    }
    if (awaited && chunk.newest()) {
      flush(partial -> out.outputWithTimestamp(partial, earliest));
    }
  }

  private void add(Event event, List<Span> windowsOfEvent) {
    if (windowsOfEvent != spans) {
      find(windowsOfEvent);
    }
    Cells key = event.cells().select(groupBy);
    for (Map<Cells, Accumulator> keys : keysOfSpans) {
      Accumulator sums = keys.get(key);
      if (sums == null) {
        sums = Accumulator.of(measures);
        keys.put(key, sums);
        groups++;
      }
      sums.add(event, measures);
    }
  }

  /** Times that are alike come with the very same list. */
  private void find(List<Span> windowsOfEvent) {
    spans = windowsOfEvent;
    keysOfSpans = new ArrayList<>(windowsOfEvent.size());
    for (Span span : windowsOfEvent) {
      keysOfSpans.add(windows.computeIfAbsent(span, s -> new HashMap<>()));
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    flush(partial -> context.output(partial, earliest, GlobalWindow.INSTANCE));
  }

  private void flush(Consumer<KV<Integer, Partial>> out) {
    windows.forEach((span, keys) -> flush(span, keys, out));
    begin();
  }

  private void flush(Span span, Map<Cells, Accumulator> keys, Consumer<KV<Integer, Partial>> out) {
    List<List<Map.Entry<Cells, Accumulator>>> byShard = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      byShard.add(new ArrayList<>());
    }
    for (Map.Entry<Cells, Accumulator> group : keys.entrySet()) {
      byShard.get(Math.floorMod(group.getKey().hashCode(), shards)).add(group);
    }
    for (int shard = 0; shard < shards; shard++) {
      if (!byShard.get(shard).isEmpty()) {
        out.accept(KV.of(shard, new Partial(span, byShard.get(shard))));
      }
    }
  }

  /** What goes out amid a bundle may be older than the chunk that it is put out with. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
