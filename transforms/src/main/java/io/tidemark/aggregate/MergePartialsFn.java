package io.tidemark.aggregate;

import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Merges what bounded input adds to one window of one shard, and gives the rows of its one pane.
 */
final class MergePartialsFn extends Combine.CombineFn<Partial, Partial, List<PaneRow>> {
  private static final long serialVersionUID = 1L;

  /** Of an accumulator that nothing was added to. */
  private static final Span NO_WINDOW = new Span(0, 0);

  private final Schema key;
  private final List<Measure> measures;
  private final PaneRows rows;
  private final long generation;

  MergePartialsFn(Schema key, List<Measure> measures, PaneRows rows, long generation) {
    this.key = key;
    this.measures = measures;
    this.rows = rows;
    this.generation = generation;
  }

  @Override
  public Partial createAccumulator() {
    return Partial.empty(NO_WINDOW);
  }

  @Override
  public Partial addInput(Partial state, Partial input) {
    Partial merged = state.window().equals(NO_WINDOW) ? Partial.empty(input.window()) : state;
    merged.addAll(input, measures);
    return merged;
  }

  @Override
  public Partial mergeAccumulators(Iterable<Partial> states) {
    Partial merged = createAccumulator();
    for (Partial state : states) {
      merged = state.window().equals(NO_WINDOW) ? merged : addInput(merged, state);
    }
    return merged;
  }

  @Override
  public List<PaneRow> extractOutput(Partial state) {
    List<PaneRow> fired = new ArrayList<>();
    state
        .groups()
        .forEach(
            (cells, total) -> {
              PaneState pane = new PaneState(total, true, false);
              PaneRow row = rows.fire(cells, state.window(), pane, Pane.ON_TIME, generation);
              if (row != null) {
                fired.add(row);
              }
            });
    return fired;
  }

  @Override
  public Coder<Partial> getAccumulatorCoder(CoderRegistry registry, Coder<Partial> inputCoder) {
    return PartialCoder.of(key, measures);
  }
}
