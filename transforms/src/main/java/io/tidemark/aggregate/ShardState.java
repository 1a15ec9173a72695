package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.values.KV;

/**
 * What a shard keeps of its windows, as a DoFn is handed it: an entry for each window, for each of
 * its keys, and for pages of these keys. A key that changes is read and written alone.
 */
final class ShardState {
  private final MapState<WindowKey, PaneState> panes;
  private final KeyPages keys;
  private final KeyPages changed;

  ShardState(MapState<WindowKey, PaneState> panes, MapState<KV<Span, Integer>, List<Cells>> pages) {
    this.panes = panes;
    this.keys = new KeyPages(pages, 0);
    this.changed = new KeyPages(pages, 1);
  }

  /**
   * Adds {@code partial} to its window, and gives what the window is then.
   *
   * @param noted whether its keys are to be among the {@link #changed} ones
   */
  WindowState add(Partial partial, WindowState window, boolean noted) {
    List<Cells> newKeys = new ArrayList<>();
    List<Cells> newlyChanged = new ArrayList<>();
    for (Map.Entry<Cells, Accumulator> group : partial.groups()) {
      WindowKey key = new WindowKey(partial.window(), group.getKey());
      PaneState state = panes.get(key).read();
      if (state == null) {
        state = PaneState.of(group.getValue());
        newKeys.add(group.getKey());
      } else {
        state.total().addAll(group.getValue());
      }
      if (noted && state.changedSince() != window.panes()) {
        state.setChangedSince(window.panes());
        newlyChanged.add(group.getKey());
      }
      panes.put(key, state);
    }
    return window.withPages(
        keys.add(partial.window(), window.keyPages(), newKeys),
        changed.add(partial.window(), window.changedPages(), newlyChanged));
  }

  PaneState read(Span span, Cells key) {
    PaneState state = panes.get(new WindowKey(span, key)).read();
    if (state == null) {
      throw new IllegalStateException("no state of " + key + " in " + span);
    }
    return state;
  }

  void write(Span span, Cells key, PaneState state) {
    panes.put(new WindowKey(span, key), state);
  }

  /** Every key of a window, in the order in which they came. */
  List<Cells> keys(Span span, WindowState window) {
    return keys.read(span, window.keyPages());
  }

  /** Those that were noted since the pane before; their list is empty after it. */
  List<Cells> takeChanged(Span span, WindowState window) {
    List<Cells> taken = changed.read(span, window.changedPages());
    changed.remove(span, window.changedPages());
    return taken;
  }

  /** Forgets the keys of a window and their state. */
  void remove(Span span, WindowState window) {
    keys(span, window).forEach(key -> panes.remove(new WindowKey(span, key)));
    keys.remove(span, window.keyPages());
  }
}
