package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.WindowedChunk;
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
 * Adds up the events of a bundle by key and session, and puts out one {@link SessionParts} for each
 * bucket and shard at the bundle's end, the earliest bucket first. It holds so many parts of
 * sessions at most: an event of one more travels alone.
 *
 * <p>What goes out has the earliest timestamp of the bundle's events: it holds the watermark of the
 * next step back until it is added, so it finds every session that it may join.
 */
final class PreAggregateSessionsFn extends DoFn<WindowedChunk, KV<Integer, SessionParts>> {
  private static final long serialVersionUID = 1L;

  private final SessionRule rule;
  private final int[] groupBy;
  private final List<Measure> measures;
  private final int shards;
  private final int mostParts;
  private transient @Nullable Map<Long, SessionParts[]> buckets;
  private transient int parts;
  private transient Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;

  PreAggregateSessionsFn(
      SessionRule rule, int[] groupBy, List<Measure> measures, int shards, int mostParts) {
    this.rule = rule;
    this.groupBy = groupBy;
    this.measures = measures;
    this.shards = shards;
    this.mostParts = mostParts;
  }

  @StartBundle
  public void start() {
    buckets = new TreeMap<>();
    parts = 0;
    earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @ProcessElement
  public void process(
      @Element WindowedChunk chunk,
      @Timestamp Instant timestamp,
      OutputReceiver<KV<Integer, SessionParts>> out) {
    earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
    chunk.events().forEach(element -> add(element.event(), out));
  }

  private void add(Event event, OutputReceiver<KV<Integer, SessionParts>> out) {
    Cells key = event.cells().select(groupBy);
    int shard = Math.floorMod(key.hashCode(), shards);
    SessionParts[] byShard =
        opened().computeIfAbsent(rule.bucket(event.time()), b -> new SessionParts[shards]);
    SessionParts known = byShard[shard];
    if (known == null) {
      known = SessionParts.empty();
      byShard[shard] = known;
    }
    SessionSet sessions = known.keys().get(key);
    if (parts < mostParts || (sessions != null && sessions.holds(event.time()))) {
      parts += add(event, known.sessions(key, rule));
    } else {
      SessionParts alone = SessionParts.empty();
      add(event, alone.sessions(key, rule));
      out.output(KV.of(shard, alone));
    }
  }

  /** Adds the event, and gives by how many the parts grew, negative where some became one. */
  private int add(Event event, SessionSet sessions) {
    int before = sessions.size();
    sessions.widen(event.time(), event.time(), measures, 0).total().add(event, measures);
    return sessions.size() - before;
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    opened()
        .forEach(
            (bucket, byShard) -> {
              for (int shard = 0; shard < shards; shard++) {
                if (byShard[shard] != null && !byShard[shard].keys().isEmpty()) {
                  context.output(KV.of(shard, byShard[shard]), earliest, GlobalWindow.INSTANCE);
                }
              }
            });
    buckets = null;
  }

  private Map<Long, SessionParts[]> opened() {
    Map<Long, SessionParts[]> known = buckets;
    if (known == null) {
      throw new IllegalStateException("no bundle is open");
    }
    return known;
  }
}
