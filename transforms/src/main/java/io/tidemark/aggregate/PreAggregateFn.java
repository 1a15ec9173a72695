package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Span;
import io.tidemark.model.WindowedEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Adds up the events of a bundle by window and key, and puts out one {@link Partial} for each
 * window and shard at the bundle's end, the earliest window first, at the earliest timestamp of the
 * bundle's events: what holds the watermark back until it is added. It holds so many groups at
 * most: an event of one more travels alone.
 */
final class PreAggregateFn extends DoFn<WindowedEvent, KV<Integer, Partial>> {
  private static final long serialVersionUID = 1L;

  private final int[] groupBy;
  private final List<Measure> measures;
  private final int shards;
  private final int mostGroups;
  private transient @Nullable Map<Span, Partial[]> windows;
  private transient int groups;
  private transient Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;

  PreAggregateFn(int[] groupBy, List<Measure> measures, int shards, int mostGroups) {
    this.groupBy = groupBy;
    this.measures = measures;
    this.shards = shards;
    this.mostGroups = mostGroups;
  }

  @StartBundle
  public void start() {
    windows = new TreeMap<>();
    groups = 0;
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element WindowedEvent element,
      @Timestamp Instant timestamp,
      OutputReceiver<KV<Integer, Partial>> out) {
    earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
    Event event = element.event();
    Cells key = event.cells().select(groupBy);
    int shard = Math.floorMod(key.hashCode(), shards);
    for (Span span : element.windows()) {
      Partial[] byShard = opened().computeIfAbsent(span, s -> new Partial[shards]);
      Partial partial = byShard[shard];
      if (partial == null) {
        partial = Partial.empty(span);
        byShard[shard] = partial;
      }
      Accumulator state = partial.groups().get(key);
      if (state != null) {
        state.add(event, measures);
      } else if (groups < mostGroups) {
        groups++;
        partial.group(key, measures).add(event, measures);
      } else {
        Partial alone = Partial.empty(span);
        alone.group(key, measures).add(event, measures);
        out.output(KV.of(shard, alone));
      }
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    opened()
        .forEach(
            (span, byShard) -> {
              for (int shard = 0; shard < shards; shard++) {
                if (byShard[shard] != null && !byShard[shard].groups().isEmpty()) {
                  context.output(KV.of(shard, byShard[shard]), earliest, GlobalWindow.INSTANCE);
                }
              }
            });
    windows = null;
  }

  private Map<Span, Partial[]> opened() {
    Map<Span, Partial[]> known = windows;
    if (known == null) {
      throw new IllegalStateException("no bundle is open");
    }
    return known;
  }
}
