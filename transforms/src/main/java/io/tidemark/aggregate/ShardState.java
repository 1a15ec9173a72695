package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;

/**
 * What a shard keeps of the keys of its windows, as a DoFn is handed it. The keys of a window are
 * in buckets of about {@link #KEYS_A_BUCKET}, which are as many as they need to be: what changes is
 * read and written by bucket, however many keys there are.
 */
record ShardState(MapState<Bucket, Map<Cells, PaneState>> buckets) {
  static final int KEYS_A_BUCKET = 64;

  /** Spreads hashes apart that are alike in the bits by which a shard was chosen. */
  private static final int MIX = 0x9E3779B9;

  private static final int MIXED_BITS = 20;

  static StateSpec<MapState<Bucket, Map<Cells, PaneState>>> spec(
      Schema key, List<Measure> measures) {
    return StateSpecs.map(
        BucketCoder.of(), MapCoder.of(CellsCoder.of(key), PaneStateCoder.of(measures)));
  }

  /**
   * Adds {@code partial} to its window, and gives what the window is then.
   *
   * @param changed told each key that was added to, with its state, before that is written
   */
  WindowState add(Partial partial, WindowState window, BiConsumer<Cells, PaneState> changed) {
    Span span = partial.window();
    Map<Integer, List<Map.Entry<Cells, Accumulator>>> byBucket = new HashMap<>();
    for (Map.Entry<Cells, Accumulator> group : partial.groups()) {
      byBucket
          .computeIfAbsent(bucket(group.getKey(), window.buckets()), b -> new ArrayList<>())
          .add(group);
    }
    int before = window.keys();
    int keys = before;
    for (Map.Entry<Integer, List<Map.Entry<Cells, Accumulator>>> some : byBucket.entrySet()) {
      Map<Cells, PaneState> bucket = read(span, some.getKey());
      keys -= bucket.size();
      for (Map.Entry<Cells, Accumulator> group : some.getValue()) {
        PaneState state = bucket.get(group.getKey());
        if (state == null) {
          state = PaneState.of(group.getValue());
          bucket.put(group.getKey(), state);
        } else {
          state.total().addAll(group.getValue());
        }
        changed.accept(group.getKey(), state);
      }
      keys += bucket.size();
      buckets.put(new Bucket(span, some.getKey()), bucket);
    }
    return grown(span, window.withKeys(keys));
  }

  /** With buckets enough for its keys. */
  private WindowState grown(Span span, WindowState window) {
    WindowState grown = window;
    while (grown.keys() > KEYS_A_BUCKET * grown.buckets() && grown.buckets() < 1 << MIXED_BITS) {
      int count = grown.buckets();
      grown = grown.withBuckets(2 * count);
      for (int number = 0; number < count; number++) {
        split(span, number, number + count, 2 * count);
      }
    }
    return grown;
  }

  private void split(Span span, int number, int other, int count) {
    Map<Cells, PaneState> staying = new HashMap<>();
    Map<Cells, PaneState> going = new HashMap<>();
    read(span, number)
        .forEach((key, state) -> (bucket(key, count) == number ? staying : going).put(key, state));
    buckets.put(new Bucket(span, number), staying);
    buckets.put(new Bucket(span, other), going);
  }

  private static int bucket(Cells key, int count) {
    return ((key.hashCode() * MIX) >>> (Integer.SIZE - MIXED_BITS)) & (count - 1);
  }

  private Map<Cells, PaneState> read(Span span, int number) {
    Map<Cells, PaneState> bucket = buckets.get(new Bucket(span, number)).read();
    return bucket == null ? new HashMap<>() : bucket;
  }

  /**
   * Goes through every key of a window.
   *
   * @param written whether what {@code use} changes of the states is to be kept
   */
  void each(Span span, WindowState window, boolean written, BiConsumer<Cells, PaneState> use) {
    each(
        span,
        window,
        (bucket, number) -> {
          bucket.forEach(use);
          if (written) {
            buckets.put(new Bucket(span, number), bucket);
          }
        });
  }

  /** Goes through every key of a window, and forgets them all. */
  void take(Span span, WindowState window, BiConsumer<Cells, PaneState> use) {
    each(
        span,
        window,
        (bucket, number) -> {
          bucket.forEach(use);
          buckets.remove(new Bucket(span, number));
        });
  }

  private void each(Span span, WindowState window, ObjIntConsumer<Map<Cells, PaneState>> use) {
    for (int number = 0; number < window.buckets(); number++) {
      use.accept(read(span, number), number);
    }
  }
}
