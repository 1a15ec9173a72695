package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What some events add to the keys of one window: an accumulator for each. Mutable. */
record Partial(Span window, Map<Cells, Accumulator> groups) {

  static Partial empty(Span window) {
    return new Partial(window, new LinkedHashMap<>());
  }

  /** The state of {@code key}, made if it is new. */
  Accumulator group(Cells key, List<Measure> measures) {
    return groups.computeIfAbsent(key, k -> Accumulator.of(measures));
  }

  /** Adds all of {@code other}, of the same window, which stays as it is. */
  void addAll(Partial other, List<Measure> measures) {
    other.groups.forEach((key, state) -> group(key, measures).addAll(state));
  }
}
