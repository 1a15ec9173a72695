package io.tidemark.aggregate;

import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Merges what bounded input adds to some windows of one shard, and gives the rows of the one pane
 * of each.
 */
final class MergePartialsFn extends Combine.CombineFn<Partial, Map<Span, Partial>, List<PaneRow>> {
  private static final long serialVersionUID = 1L;

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
  public Map<Span, Partial> createAccumulator() {
    return new HashMap<>();
  }

  @Override
  public Map<Span, Partial> addInput(Map<Span, Partial> state, Partial input) {
    state.computeIfAbsent(input.window(), Partial::empty).addAll(input, measures);
    return state;
  }

  @Override
  public Map<Span, Partial> mergeAccumulators(Iterable<Map<Span, Partial>> states) {
    Map<Span, Partial> merged = createAccumulator();
    states.forEach(state -> state.values().forEach(partial -> addInput(merged, partial)));
    return merged;
  }

  @Override
  public List<PaneRow> extractOutput(Map<Span, Partial> state) {
    List<PaneRow> fired = new ArrayList<>();
    state.values().forEach(partial -> fire(partial, fired));
    return fired;
  }

  private void fire(Partial partial, List<PaneRow> fired) {
    partial
        .groups()
        .forEach(
            (cells, total) -> {
              PaneState pane = new PaneState(total, true, false);
              PaneRow row = rows.fire(cells, partial.window(), pane, Pane.ON_TIME, generation);
              if (row != null) {
                fired.add(row);
              }
            });
  }

  @Override
  public Coder<Map<Span, Partial>> getAccumulatorCoder(
      CoderRegistry registry, Coder<Partial> inputCoder) {
    return MapCoder.of(SpanCoder.of(), PartialCoder.of(key, measures));
  }
}
