package io.tidemark.enrich;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Appends to each event of a chunk the columns of the dimension's version that was valid at its
 * event time, each named {@code dimension.column}.
 *
 * <p>A miss is a null in the event's key, an unknown key, or a time in no version: the columns are
 * null then, or the event becomes a dead letter of stage {@code dimensions.NAME}.
 *
 * <p>Each worker reads the dimension itself, once for all its threads and before the first event
 * that it enriches; with a {@link Refresh}, and unbounded input, it reads again while the events go
 * on. A first read that fails is repeated for a minute, then fails the pipeline; a refresh that
 * fails leaves the last good one in place, says so once in the log, and is repeated, until {@code
 * maxAge} fails the pipeline. No event is ever enriched with nulls because a source did not answer.
 * It is no side input: the rows of a view would be in every checkpoint, and Flink builds a view
 * anew on every access. A checkpoint holds nothing of a dimension.
 *
 * <p>Deterministic as far as what was read goes: an event gets the version of its event time out of
 * the newest read. By default that read may have begun before the event happened, and know nothing
 * of a version that became valid in between: {@link #withLoadedAt} tells when it began. With {@link
 * Refresh#waits} an event waits for a read that began at or after its event time. Then what it gets
 * is a function of the event and the dimension's history alone, as long as rows are entered not
 * later than they become valid: it is what bounded input, read once, gets afterwards.
 *
 * <p>Cost of an event: a look-up and its new cells; no shuffle, no state, and chunks keep their
 * order and timestamps. With waiting: one shuffle of chunks by partition, the latency of a refresh,
 * and the events of that time in state and in checkpoints; the watermark is held at the least
 * tidemark of them, so none becomes late, and the events of a partition may come out in another
 * order. A refresh holds two loads for a while.
 *
 * <p>Gauges in the namespace {@code dimension}, as of the last chunk: {@code NAME.age_seconds}
 * since the newest complete read began, {@code NAME.keys}, {@code NAME.versions}.
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
  private final LoadClock clock;

  private EnrichAsOf(
      Dimension dimension,
      DimensionSource source,
      List<String> key,
      OnMiss onMiss,
      boolean loadedAt,
      @Nullable Refresh refresh,
      LoadClock clock) {
    this.dimension = dimension;
    this.source = source;
    this.key = List.copyOf(key);
    this.onMiss = onMiss;
    this.loadedAt = loadedAt;
    this.refresh = refresh;
    this.clock = clock;
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
    return new EnrichAsOf(
        dimension, source, eventKey, OnMiss.NULLS, false, null, LoadClock.system());
  }

  /** The default is {@link OnMiss#NULLS}. */
  public EnrichAsOf withOnMiss(OnMiss choice) {
    return new EnrichAsOf(dimension, source, key, choice, loadedAt, refresh, clock);
  }

  /** Appends {@link #LOADED_AT}, too: when the read began that the event was enriched from. */
  public EnrichAsOf withLoadedAt() {
    return new EnrichAsOf(dimension, source, key, onMiss, true, refresh, clock);
  }

  /** Reads again while the input goes on; a bounded one is enriched from one read. */
  public EnrichAsOf withRefresh(Refresh rule) {
    return new EnrichAsOf(dimension, source, key, onMiss, loadedAt, rule, clock);
  }

  EnrichAsOf withClock(LoadClock other) {
    return new EnrichAsOf(dimension, source, key, onMiss, loadedAt, refresh, other);
  }

  @Override
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    ChunkCoder chunks = (ChunkCoder) input.getCoder();
    Schema schema = chunks.schema();
    checkKey(schema);
    AsOfJoin join =
        new AsOfJoin(dimension, key.stream().mapToInt(schema::indexOf).toArray(), onMiss, loadedAt);
    Refresh live = input.isBounded() == IsBounded.BOUNDED ? null : refresh;
    Loading loading = new Loading(UUID.randomUUID().toString(), dimension, source, live, clock);
    PCollection<Chunk> enriched =
        live != null && live.waits()
            ? input
                .apply("KeyByPartition", WithKeys.of(Chunk::partition))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), chunks))
                .apply("EnrichCovered", ParDo.of(new EnrichCoveredFn(join, loading, chunks)))
            : input.apply("EnrichEvents", ParDo.of(new EnrichFn(join, loading)));
    return enriched.setCoder(ChunkCoder.of(schema.with(joined())));
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
