package io.tidemark.enrich;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Appends to each event of a chunk the columns of the dimension's version that was valid at its
 * event time, each named {@code dimension.column}.
 *
 * <p>A miss is a null in the event's key, an unknown key, or a time in no version: the columns are
 * null then, or the event becomes a dead letter of stage {@code dimensions.NAME}.
 */
public final class EnrichAsOf extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
  /** Of what {@link #withLoadedAt} appends, after {@code dimension.}. */
  public static final String LOADED_AT = "loaded_at";

  private final Dimension dimension;
  private final DimensionSource source;
  private final List<String> key;
  private final OnMiss onMiss;
  private final boolean loadedAt;
  private final @Nullable Refresh refresh;

  private EnrichAsOf(
      Dimension dimension,
      DimensionSource source,
      List<String> key,
      OnMiss onMiss,
      boolean loadedAt,
      @Nullable Refresh refresh) {
    this.dimension = dimension;
    this.source = source;
    this.key = List.copyOf(key);
    this.onMiss = onMiss;
    this.loadedAt = loadedAt;
    this.refresh = refresh;
  }

  /** What becomes of an event without a row. */
  public enum OnMiss {
    NULLS,
    DEAD_LETTER
  }

  /**
   * Joins the rows of {@code source}, read once.
   *
   * @param eventKey the events' columns that the dimension is looked up by, of the types and in the
   *     order of its key
   */
  public static EnrichAsOf of(Dimension dimension, DimensionSource source, List<String> eventKey) {
    return new EnrichAsOf(dimension, source, eventKey, OnMiss.NULLS, false, null);
  }

  /** The default is {@link OnMiss#NULLS}. */
  public EnrichAsOf withOnMiss(OnMiss choice) {
    return new EnrichAsOf(dimension, source, key, choice, loadedAt, refresh);
  }

  /** Appends {@link #LOADED_AT}, too: when the read began that the event was enriched from. */
  public EnrichAsOf withLoadedAt() {
    return new EnrichAsOf(dimension, source, key, onMiss, true, refresh);
  }

  /** Reads again while the input goes on; a bounded one is enriched from one read. */
  public EnrichAsOf withRefresh(Refresh rule) {
    return new EnrichAsOf(dimension, source, key, onMiss, loadedAt, rule);
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    Schema schema = ((ChunkCoder) input.getCoder()).schema();
    checkKey(schema);
    int[] keyIndexes = key.stream().mapToInt(schema::indexOf).toArray();
    return input
        .apply(
            "EnrichEvents", ParDo.of(new EnrichFn(dimension, source, keyIndexes, onMiss, loadedAt)))
        .setCoder(ChunkCoder.of(schema.with(joined())));
  }

  private void checkKey(Schema events) {
    List<Type> eventTypes = key.stream().map(c -> events.field(events.indexOf(c)).type()).toList();
    List<Type> keyTypes = dimension.key().fields().stream().map(Field::type).toList();
    if (!eventTypes.equals(keyTypes)) {
      throw new IllegalArgumentException(
          "dimension %s is joined by %s of types %s, but its key %s has types %s"
              .formatted(dimension.name(), key, eventTypes, dimension.key().names(), keyTypes));
    }
  }

  private List<Field> joined() {
    List<Field> columns = new ArrayList<>();
    for (Field column : dimension.columns().fields()) {
      columns.add(Field.nullable(dimension.name() + "." + column.name(), column.type()));
    }
    if (loadedAt) {
      columns.add(Field.nullable(dimension.name() + "." + LOADED_AT, Type.TIMESTAMP));
    }
    return columns;
  }
}
