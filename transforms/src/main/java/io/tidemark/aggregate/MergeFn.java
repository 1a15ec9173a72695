package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import java.util.Iterator;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine;

/** Merges the accumulators of one key and window; gives the number of events, then the measures. */
final class MergeFn extends Combine.CombineFn<Accumulator, Accumulator, Cells> {
  private static final long serialVersionUID = 1L;

  private final List<Measure> measures;

  MergeFn(List<Measure> measures) {
    this.measures = measures;
  }

  @Override
  public Accumulator createAccumulator() {
    return Accumulator.of(measures);
  }

  @Override
  public Accumulator addInput(Accumulator state, Accumulator input) {
    state.addAll(input);
    return state;
  }

  @Override
  public Accumulator mergeAccumulators(Iterable<Accumulator> states) {
    Iterator<Accumulator> each = states.iterator();
    Accumulator merged = each.hasNext() ? each.next() : createAccumulator();
    while (each.hasNext()) {
      merged.addAll(each.next());
    }
    return merged;
  }

  @Override
  public Cells extractOutput(Accumulator state) {
    return state.values(measures);
  }

  @Override
  public Coder<Accumulator> getAccumulatorCoder(
      CoderRegistry registry, Coder<Accumulator> inputCoder) {
    return AccumulatorCoder.of(measures);
  }
}
