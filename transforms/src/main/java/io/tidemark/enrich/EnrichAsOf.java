package io.tidemark.enrich;

import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.SiftedEvents;
import io.tidemark.model.Type;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Appends to each event the columns of the dimension's version that was valid at its event time,
 * each named {@code dimension.column}.
 *
 * <p>A miss is a null in the event's key, an unknown key, or a time in no version: the columns are
 * null then, or the event becomes a dead letter of stage {@code dimensions.NAME}.
 *
 * <p>The rows are a bounded collection in the global window, loaded once: events wait for all of
 * them. A function of the event and the rows, whatever their order. Each worker instance of this
 * step holds the dimension once; an event costs a hash and a binary search. Rows that cannot be
 * used (more than maxRows, two different ones of one key and validFrom) fail the pipeline with a
 * {@link DimensionException}.
 */
public final class EnrichAsOf extends PTransform<PCollection<Event>, SiftedEvents> {
  private final String dimension;
  private final DimensionRowCoder rowCoder;
  private final @Nullable PCollection<DimensionRow> rows;
  private final @Nullable PackedRows packed;
  private final List<String> key;
  private final long maxRows;
  private final OnMiss onMiss;

  private EnrichAsOf(
      String dimension,
      DimensionRowCoder rowCoder,
      @Nullable PCollection<DimensionRow> rows,
      @Nullable PackedRows packed,
      List<String> key,
      long maxRows,
      OnMiss onMiss) {
    this.dimension = dimension;
    this.rowCoder = rowCoder;
    this.rows = rows;
    this.packed = packed;
    this.key = List.copyOf(key);
    this.maxRows = maxRows;
    this.onMiss = onMiss;
  }

  /** What becomes of an event without a row. */
  public enum OnMiss {
    NULLS,
    DEAD_LETTER
  }

  /**
   * Joins {@code rows}, whose coder is a {@link DimensionRowCoder}.
   *
   * @param eventKey the events' columns, in the order and of the types of the rows' key
   */
  public static EnrichAsOf of(
      String dimension, PCollection<DimensionRow> rows, List<String> eventKey) {
    DimensionRowCoder coder = (DimensionRowCoder) rows.getCoder();
    return new EnrichAsOf(dimension, coder, rows, null, eventKey, Long.MAX_VALUE, OnMiss.NULLS);
  }

  /** Joins {@code rows} that are at hand: no event waits for them. For few rows. */
  public static EnrichAsOf of(
      String dimension,
      List<DimensionRow> rows,
      DimensionRowCoder rowCoder,
      List<String> eventKey) {
    PackedRows packed = PackedRows.of(rows, rowCoder);
    return new EnrichAsOf(
        dimension, rowCoder, null, packed, eventKey, Long.MAX_VALUE, OnMiss.NULLS);
  }

  /** Fails the pipeline when there are more rows; the default is no limit. */
  public EnrichAsOf withMaxRows(long limit) {
    return new EnrichAsOf(dimension, rowCoder, rows, packed, key, limit, onMiss);
  }

  /** The default is {@link OnMiss#NULLS}. */
  public EnrichAsOf withOnMiss(OnMiss choice) {
    return new EnrichAsOf(dimension, rowCoder, rows, packed, key, maxRows, choice);
  }

  @Override
  public SiftedEvents expand(PCollection<Event> input) {
    Schema schema = ((EventCoder) input.getCoder()).schema();
    checkKey(schema, rowCoder.keySchema());
    PCollectionView<Iterable<DimensionRow>> view =
        rows == null ? null : rows.apply("ShareRows", View.asIterable());
    int[] keyIndexes = key.stream().mapToInt(schema::indexOf).toArray();
    int width = rowCoder.columnsSchema().size();
    return SiftedEvents.of(
        input.apply(
            "EnrichEvent",
            ParDo.of(new EnrichFn(dimension, view, packed, keyIndexes, width, maxRows, onMiss))
                .withSideInputs(view == null ? List.of() : List.of(view))
                .withOutputTags(SiftedEvents.EVENTS, TupleTagList.of(SiftedEvents.DEAD_LETTERS))),
        schema.with(joined(rowCoder.columnsSchema())));
  }

  private void checkKey(Schema events, Schema ofRows) {
    List<Type> eventTypes = key.stream().map(c -> events.field(events.indexOf(c)).type()).toList();
    List<Type> rowTypes = ofRows.fields().stream().map(Field::type).toList();
    if (!eventTypes.equals(rowTypes)) {
      throw new IllegalArgumentException(
          "dimension %s is joined by %s of types %s, but its key %s has types %s"
              .formatted(dimension, key, eventTypes, ofRows.names(), rowTypes));
    }
  }

  private List<Field> joined(Schema columns) {
    return columns.fields().stream()
        .map(column -> Field.nullable(dimension + "." + column.name(), column.type()))
        .toList();
  }

  private static final class EnrichFn extends DoFn<Event, Event> {
    private final String dimension;
    private final @Nullable PCollectionView<Iterable<DimensionRow>> view;
    private final @Nullable PackedRows packed;
    private final int[] key;
    private final int width;
    private final long maxRows;
    private final OnMiss onMiss;
    private transient @Nullable DimensionIndex index;

    EnrichFn(
        String dimension,
        @Nullable PCollectionView<Iterable<DimensionRow>> view,
        @Nullable PackedRows packed,
        int[] key,
        int width,
        long maxRows,
        OnMiss onMiss) {
      this.dimension = dimension;
      this.view = view;
      this.packed = packed;
      this.key = key;
      this.width = width;
      this.maxRows = maxRows;
      this.onMiss = onMiss;
    }

    @ProcessElement
    public void process(@Element Event event, ProcessContext context) {
      Cells eventKey = event.cells().select(key);
      Cells columns = index(context).at(eventKey, event.time());
      if (columns != null) {
        context.output(event.withCells(event.cells().with(columns.toArray())));
      } else if (onMiss == OnMiss.NULLS) {
        context.output(event.withCells(event.cells().with(new @Nullable Object[width])));
      } else {
        context.output(SiftedEvents.DEAD_LETTERS, missed(event, eventKey));
      }
    }

    /** Some runners rebuild the side input on every access, so it is looked at only once. */
    private DimensionIndex index(ProcessContext context) {
      if (index == null) {
        Iterable<DimensionRow> rows = packed == null ? context.sideInput(view) : packed.unpack();
        index = DimensionIndex.of(dimension, rows, maxRows);
      }
      return index;
    }

    private DeadLetter missed(Event event, Cells eventKey) {
      return DeadLetter.of(
          event,
          Reason.NO_DIMENSION,
          "no row of dimension %s for key %s at %s"
              .formatted(dimension, eventKey, Instant.ofEpochMilli(event.time())),
          "dimensions." + dimension);
    }
  }
}
