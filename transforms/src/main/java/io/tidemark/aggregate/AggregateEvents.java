package io.tidemark.aggregate;

import io.tidemark.model.Event;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/** Computes the measures of every key and window. */
public final class AggregateEvents extends PTransform<PCollection<Event>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final Schema key;
  private final int[] groupBy;
  private final List<Measure> measures;
  private final long generation;

  private AggregateEvents(Schema key, int[] groupBy, List<Measure> measures, long generation) {
    this.key = key;
    this.groupBy = groupBy;
    this.measures = measures;
    this.generation = generation;
  }

  public static AggregateEvents create() {
    return new AggregateEvents(Schema.of(), new int[0], List.of(), 0);
  }

  /** Groups by the event cells at {@code indexes}; {@code key} is their columns in the rows. */
  public AggregateEvents withGroupBy(Schema key, int... indexes) {
    return new AggregateEvents(key, indexes.clone(), measures, generation);
  }

  public AggregateEvents withMeasures(List<Measure> measures) {
    return new AggregateEvents(key, groupBy, List.copyOf(measures), generation);
  }

  /** The generation of every row, ms since the epoch. */
  public AggregateEvents withGeneration(long generation) {
    return new AggregateEvents(key, groupBy, measures, generation);
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<Event> events) {
    throw new UnsupportedOperationException(
        key + " " + groupBy.length + " " + measures + " " + generation);
  }
}
