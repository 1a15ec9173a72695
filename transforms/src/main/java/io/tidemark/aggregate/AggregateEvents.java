package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.PaneRowCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Computes the measures of every key and window.
 *
 * <p>The input is windowed, with accumulating panes; a row comes out for every pane that has an
 * event, in the input's windows. Revision is the number of events in the pane. The values do not
 * depend on the order of the events.
 *
 * <p>Cost: one shuffle. What is shuffled is, of each bundle and each key and window in it, the
 * state of the measures; events stay where they are.
 */
public final class AggregateEvents extends PTransform<PCollection<Event>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_GROUPS = 10_000;

  private final Schema key;
  private final int[] groupBy;
  private final List<Measure> measures;
  private final long generation;
  private final int mostGroups;

  private AggregateEvents(
      Schema key, int[] groupBy, List<Measure> measures, long generation, int mostGroups) {
    this.key = key;
    this.groupBy = groupBy;
    this.measures = measures;
    this.generation = generation;
    this.mostGroups = mostGroups;
  }

  public static AggregateEvents create() {
    return new AggregateEvents(Schema.of(), new int[0], List.of(), 0, MOST_GROUPS);
  }

  /** Groups by the event cells at {@code indexes}; {@code key} is their columns in the rows. */
  public AggregateEvents withGroupBy(Schema key, int... indexes) {
    if (key.size() != indexes.length) {
      throw new IllegalArgumentException(
          indexes.length + " cells for the " + key.size() + " columns of the key");
    }
    return new AggregateEvents(key, indexes.clone(), measures, generation, mostGroups);
  }

  public AggregateEvents withMeasures(List<Measure> measures) {
    return new AggregateEvents(key, groupBy, List.copyOf(measures), generation, mostGroups);
  }

  /** The generation of every row, ms since the epoch. */
  public AggregateEvents withGeneration(long generation) {
    return new AggregateEvents(key, groupBy, measures, generation, mostGroups);
  }

  /** Adds up at most so many groups in a bundle before the shuffle. */
  AggregateEvents withMostGroups(int mostGroups) {
    return new AggregateEvents(key, groupBy, measures, generation, mostGroups);
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<Event> events) {
    CellsCoder keyCoder = CellsCoder.of(key);
    List<Field> columns = measures.stream().map(Measure::field).toList();
    Field revision = Field.required("revision of the pane", Type.LONG);
    Schema values = Schema.of(Stream.concat(Stream.of(revision), columns.stream()).toList());
    return events
        .apply("PreAggregate", ParDo.of(new PreAggregateFn(groupBy, measures, mostGroups)))
        .setCoder(KvCoder.of(keyCoder, AccumulatorCoder.of(measures)))
        .apply("CombineByKey", Combine.perKey(new MergeFn(measures)))
        .setCoder(KvCoder.of(keyCoder, CellsCoder.of(values)))
        .apply("ToPaneRow", ParDo.of(new ToPaneRowFn(generation)))
        .setCoder(PaneRowCoder.of(key, Schema.of(columns)));
  }

  private static final class ToPaneRowFn extends DoFn<KV<Cells, Cells>, PaneRow> {
    private static final long serialVersionUID = 1L;

    private final long generation;

    private ToPaneRowFn(long generation) {
      this.generation = generation;
    }

    @ProcessElement
    public void process(
        @Element KV<Cells, Cells> result,
        BoundedWindow window,
        PaneInfo info,
        OutputReceiver<PaneRow> out) {
      Cells values = result.getValue();
      long revision = (Long) values.get(0);
      if (revision == 0) {
        return;
      }
      IntervalWindow interval = (IntervalWindow) window;
      int[] measures = new int[values.size() - 1];
      for (int i = 0; i < measures.length; i++) {
        measures[i] = i + 1;
      }
      out.output(
          new PaneRow(
              result.getKey(),
              interval.start().getMillis(),
              interval.end().getMillis(),
              values.select(measures),
              Pane.of(info),
              generation,
              revision));
    }
  }
}
