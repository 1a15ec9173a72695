package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Adds up the events of a bundle by key and window, and puts out one accumulator for each at the
 * bundle's end, timestamped with the last moment of its window. It holds so many groups at most: an
 * event of one more travels alone.
 */
final class PreAggregateFn extends DoFn<Event, KV<Cells, Accumulator>> {
  private static final long serialVersionUID = 1L;

  private final int[] groupBy;
  private final List<Measure> measures;
  private final int mostGroups;
  private transient @Nullable Map<Group, Accumulator> groups;

  PreAggregateFn(int[] groupBy, List<Measure> measures, int mostGroups) {
    this.groupBy = groupBy;
    this.measures = measures;
    this.mostGroups = mostGroups;
  }

  @StartBundle
  public void start() {
    groups = new HashMap<>();
  }

  @ProcessElement
  public void process(
      @Element Event event, BoundedWindow window, OutputReceiver<KV<Cells, Accumulator>> out) {
    Map<Group, Accumulator> known = opened();
    Group group = new Group(event.cells().select(groupBy), window);
    Accumulator state = known.get(group);
    if (state == null) {
      state = Accumulator.of(measures);
      if (known.size() >= mostGroups) {
        state.add(event, measures);
        out.outputWithTimestamp(KV.of(group.key(), state), window.maxTimestamp());
        return;
      }
      known.put(group, state);
    }
    state.add(event, measures);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    opened()
        .forEach(
            (group, state) ->
                context.output(
                    KV.of(group.key(), state), group.window().maxTimestamp(), group.window()));
    groups = null;
  }

  private Map<Group, Accumulator> opened() {
    Map<Group, Accumulator> known = groups;
    if (known == null) {
      throw new IllegalStateException("no bundle is open");
    }
    return known;
  }

  private record Group(Cells key, BoundedWindow window) {}
}
