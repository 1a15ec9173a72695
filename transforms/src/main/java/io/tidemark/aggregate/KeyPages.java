package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Lists of keys by window, in state, page by page: adding to one writes one page, whatever its
 * length. How many pages a list has is kept by its owner.
 *
 * @param list which one of a window's lists, 0 or 1
 */
record KeyPages(MapState<KV<Span, Integer>, List<Cells>> pages, int list) {
  private static final int LISTS = 2;
  private static final int KEYS_A_PAGE = 256;

  static StateSpec<MapState<KV<Span, Integer>, List<Cells>>> spec(Schema key) {
    return StateSpecs.map(
        KvCoder.of(SpanCoder.of(), VarIntCoder.of()), ListCoder.of(CellsCoder.of(key)));
  }

  /** Adds {@code keys} to a list of {@code count} pages, and gives how many it has then. */
  int add(Span window, int count, List<Cells> keys) {
    if (keys.isEmpty()) {
      return count;
    }
    List<Cells> last = count == 0 ? null : pages.get(page(window, count - 1)).read();
    if (last == null || last.size() + keys.size() > KEYS_A_PAGE) {
      pages.put(page(window, count), keys);
      return count + 1;
    }
    List<Cells> longer = new ArrayList<>(last);
    longer.addAll(keys);
    pages.put(page(window, count - 1), longer);
    return count;
  }

  List<Cells> read(Span window, int count) {
    List<Cells> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      @Nullable List<Cells> page = pages.get(page(window, i)).read();
      if (page == null) {
        throw new IllegalStateException("page %d of %d of %s is gone".formatted(i, count, window));
      }
      keys.addAll(page);
    }
    return keys;
  }

  void remove(Span window, int count) {
    for (int i = 0; i < count; i++) {
      pages.remove(page(window, i));
    }
  }

  private KV<Span, Integer> page(Span window, int number) {
    return KV.of(window, number * LISTS + list);
  }
}
