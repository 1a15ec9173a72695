package io.tidemark.enrich;

import io.tidemark.enrich.EnrichAsOf.OnMiss;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Joins the events of a chunk to one load of the dimension, each to the version of its event time.
 * Cost of an event: a look-up, and its new cells.
 */
final class AsOfJoin implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String METRICS = "dimension";

  /** Events that are looked up together, see {@link DimensionIndex#find}. */
  private static final int AT_ONCE = 512;

  private final Dimension dimension;
  private final int[] key;
  private final OnMiss onMiss;
  private final boolean loadedAt;
  private final Gauge age;
  private final Gauge keys;
  private final Gauge versions;

  /**
   * @param key where the columns that the dimension is looked up by stand among the events' cells
   * @param loadedAt whether the last cell says when the load began
   */
  AsOfJoin(Dimension dimension, int[] key, OnMiss onMiss, boolean loadedAt) {
    this.dimension = dimension;
    this.key = key.clone();
    this.onMiss = onMiss;
    this.loadedAt = loadedAt;
    this.age = Metrics.gauge(METRICS, dimension.name() + ".age_seconds");
    this.keys = Metrics.gauge(METRICS, dimension.name() + ".keys");
    this.versions = Metrics.gauge(METRICS, dimension.name() + ".versions");
  }

  Chunk join(Chunk chunk, Load load) {
    List<Event> events = chunk.events();
    List<Event> enriched = new ArrayList<>(events.size());
    List<DeadLetter> refused = new ArrayList<>(0);
    for (int from = 0; from < events.size(); from += AT_ONCE) {
      int[] versions = new int[Math.min(AT_ONCE, events.size() - from)];
      load.index().find(events, from, key, versions);
      for (int i = 0; i < versions.length; i++) {
        Event event = events.get(from + i);
        if (versions[i] == DimensionIndex.NONE && onMiss == OnMiss.DEAD_LETTER) {
          refused.add(missed(event));
        } else {
          enriched.add(enriched(event, versions[i], load));
        }
      }
    }
    // What repeats was counted before, and has no columns of the dimension.
    return chunk.parted(events, List.of()).sifted(enriched, refused);
  }

  private Event enriched(Event event, int version, Load load) {
    @Nullable Object[] cells =
        event.cells().toArrayWith(dimension.columns().size() + (loadedAt ? 1 : 0));
    if (version != DimensionIndex.NONE) {
      load.index().copy(version, cells, event.cells().size());
    }
    if (loadedAt) {
      cells[cells.length - 1] = load.startedAt();
    }
    return event.withCells(Cells.of(cells));
  }

  /** Sets the metrics of the load that was used at {@code now}, ms since the epoch. */
  void report(Load load, long now) {
    age.set(Math.max(0, now - load.begunAt()) / 1_000);
    keys.set(load.index().keys());
    versions.set(load.index().versions());
  }

  private DeadLetter missed(Event event) {
    return DeadLetter.of(
        event,
        Reason.NO_DIMENSION,
        "no row of dimension %s for key %s at %s"
            .formatted(
                dimension.name(), event.cells().select(key), Instant.ofEpochMilli(event.time())),
        "dimensions." + dimension.name());
  }
}
