package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
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
final class MergePartialsFn
    extends Combine.CombineFn<Partial, Map<Span, Map<Cells, Accumulator>>, List<PaneRow>> {
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
  public Map<Span, Map<Cells, Accumulator>> createAccumulator() {
    return new HashMap<>();
  }

  @Override
  public Map<Span, Map<Cells, Accumulator>> addInput(
      Map<Span, Map<Cells, Accumulator>> state, Partial input) {
    addAll(state, input.window(), input.groups());
    return state;
  }

  @Override
  public Map<Span, Map<Cells, Accumulator>> mergeAccumulators(
      Iterable<Map<Span, Map<Cells, Accumulator>>> states) {
    Map<Span, Map<Cells, Accumulator>> merged = createAccumulator();
    states.forEach(state -> state.forEach((span, keys) -> addAll(merged, span, keys.entrySet())));
    return merged;
  }

  /** Into accumulators of its own: the given ones stay as they are. */
  private void addAll(
      Map<Span, Map<Cells, Accumulator>> state,
      Span span,
      Iterable<Map.Entry<Cells, Accumulator>> groups) {
    Map<Cells, Accumulator> keys = state.computeIfAbsent(span, s -> new HashMap<>());
    for (Map.Entry<Cells, Accumulator> group : groups) {
      keys.computeIfAbsent(group.getKey(), k -> Accumulator.of(measures)).addAll(group.getValue());
    }
  }

  @Override
  public List<PaneRow> extractOutput(Map<Span, Map<Cells, Accumulator>> state) {
    List<PaneRow> fired = new ArrayList<>();
    state.forEach((span, keys) -> keys.forEach((cells, total) -> fire(span, cells, total, fired)));
    return fired;
  }

  private void fire(Span span, Cells cells, Accumulator total, List<PaneRow> fired) {
    PaneRow row = rows.fire(cells, span, PaneState.of(total), Pane.ON_TIME, generation);
    if (row != null) {
      fired.add(row);
    }
  }

  @Override
  public Coder<Map<Span, Map<Cells, Accumulator>>> getAccumulatorCoder(
      CoderRegistry registry, Coder<Partial> inputCoder) {
    return MapCoder.of(
        SpanCoder.of(), MapCoder.of(CellsCoder.of(key), AccumulatorCoder.of(measures)));
  }
}
