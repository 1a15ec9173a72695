package io.tidemark.enrich;

import io.tidemark.enrich.EnrichAsOf.OnMiss;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Enriches the events of chunks from one read of the dimension. */
final class EnrichFn extends DoFn<Chunk, Chunk> {
  private final Dimension dimension;
  private final DimensionSource source;
  private final int[] key;
  private final OnMiss onMiss;
  private final boolean loadedAt;
  private transient @Nullable DimensionIndex index;
  private transient @Nullable Instant readAt;

  EnrichFn(
      Dimension dimension, DimensionSource source, int[] key, OnMiss onMiss, boolean loadedAt) {
    this.dimension = dimension;
    this.source = source;
    this.key = key;
    this.onMiss = onMiss;
    this.loadedAt = loadedAt;
  }

  @ProcessElement
  public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) throws Exception {
    DimensionIndex loaded = index();
    List<Event> enriched = new ArrayList<>(chunk.events().size());
    List<DeadLetter> refused = new ArrayList<>(0);
    for (Event event : chunk.events()) {
      int version = loaded.find(event.cells(), key, event.time());
      if (version == DimensionIndex.NONE && onMiss == OnMiss.DEAD_LETTER) {
        refused.add(missed(event));
        continue;
      }
      int width = event.cells().size();
      @Nullable Object[] cells =
          event.cells().toArrayWith(dimension.columns().size() + (loadedAt ? 1 : 0));
      if (version != DimensionIndex.NONE) {
        loaded.copy(version, cells, width);
      }
      if (loadedAt) {
        cells[cells.length - 1] = readAt;
      }
      enriched.add(event.withCells(Cells.of(cells)));
    }
    out.output(chunk.sifted(enriched, refused));
  }

  private DimensionIndex index() throws Exception {
    DimensionIndex loaded = index;
    if (loaded == null) {
      DimensionIndex.Builder rows = DimensionIndex.builder(dimension);
      long startedAt = source.read(null, rows::add).startedAt();
      readAt = startedAt == Long.MAX_VALUE ? null : Instant.ofEpochMilli(startedAt);
      loaded = rows.build();
      index = loaded;
    }
    return loaded;
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
