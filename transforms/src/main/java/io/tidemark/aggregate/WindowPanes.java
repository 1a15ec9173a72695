package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a shard keeps of one window: the state of each of its keys. Mutable. */
final class WindowPanes {
  private final long generation;
  private final Map<Cells, PaneState> keys;
  private final Set<Cells> changed = new LinkedHashSet<>();
  private boolean onTime;
  private boolean waiting;

  WindowPanes(long generation, boolean onTime, boolean waiting, Map<Cells, PaneState> keys) {
    this.generation = generation;
    this.onTime = onTime;
    this.waiting = waiting;
    this.keys = keys;
    keys.forEach(
        (key, state) -> {
          if (state.changed()) {
            changed.add(key);
          }
        });
  }

  static WindowPanes empty(long generation) {
    return new WindowPanes(generation, false, false, new LinkedHashMap<>());
  }

  void add(Partial partial, List<Measure> measures) {
    partial
        .groups()
        .forEach(
            (key, more) -> {
              keys.computeIfAbsent(key, k -> new PaneState(Accumulator.of(measures), false, false))
                  .add(more);
              changed.add(key);
            });
  }

  /** The keys that changed since the pane before, which from now on they have not. */
  List<Cells> takeChanged() {
    List<Cells> taken = new ArrayList<>(changed);
    changed.clear();
    return taken;
  }

  boolean hasChanged() {
    return !changed.isEmpty();
  }

  Map<Cells, PaneState> keys() {
    return keys;
  }

  PaneState state(Cells key) {
    PaneState state = keys.get(key);
    if (state == null) {
      throw new IllegalStateException("no state of " + key);
    }
    return state;
  }

  /** When the run began that made this state, ms since the epoch. */
  long generation() {
    return generation;
  }

  /** Whether the ON_TIME pane went out. */
  boolean onTime() {
    return onTime;
  }

  void setOnTime() {
    onTime = true;
  }

  /** Whether a pane is due in processing time. */
  boolean waiting() {
    return waiting;
  }

  void setWaiting(boolean waits) {
    waiting = waits;
  }
}
