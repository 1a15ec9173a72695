package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.expression.ExpressionException;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.ValueState;
import org.junit.jupiter.api.Test;

class ShardStateTest {
  private static final Schema KEY = Schema.of(Timeline.SCHEMA.field(0));
  private static final List<Measure> MEASURES = measures();
  private static final Span[] WINDOWS = {new Span(0, 10), new Span(5, 15)};

  private final InMemoryStateInternals<String> internals = InMemoryStateInternals.forKey("shard");
  private final MapState<Bucket, Map<Cells, PaneState>> keys =
      state("keys", ShardState.spec(KEY, MEASURES));

  private static List<Measure> measures() {
    try {
      return List.of(Measure.compile("hits", "COUNT(*)", Timeline.SCHEMA));
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private <T extends State> T state(String id, StateSpec<T> spec) {
    return internals.state(StateNamespaces.global(), StateTags.tagForSpec(id, spec));
  }

  private static Partial partial(Span window, Map<Cells, Integer> counts) {
    List<Map.Entry<Cells, Accumulator>> groups = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          Accumulator sums = Accumulator.of(MEASURES);
          for (int i = 0; i < count; i++) {
            sums.add(Timeline.event(i, 0, 0, "h", 1L), MEASURES);
          }
          groups.add(Map.entry(key, sums));
        });
    return new Partial(window, groups);
  }

  private static Map<Cells, Long> eventsOf(ShardState state, Span span, WindowState window) {
    Map<Cells, Long> events = new HashMap<>();
    state.each(span, window, false, (key, pane) -> events.put(key, pane.total().events()));
    return events;
  }

  @Test
  void whateverIsAddedTheKeysAndTheirSumsAreThoseOfAPlainMap() {
    Random random = new Random(3);
    ShardState state = new ShardState(keys);
    Map<Span, WindowState> windows = new HashMap<>();
    Map<Span, Map<Cells, Long>> sums = new HashMap<>();
    for (int step = 0; step < 3_000; step++) {
      Span span = WINDOWS[random.nextInt(2)];
      WindowState window = windows.getOrDefault(span, WindowState.empty(7));
      Map<Cells, Long> ofSpan = sums.computeIfAbsent(span, s -> new HashMap<>());
      if (random.nextInt(300) == 0) {
        Map<Cells, Long> taken = new HashMap<>();
        state.take(span, window, (key, pane) -> taken.put(key, pane.total().events()));
        assertEquals(ofSpan, taken);
        window = WindowState.empty(7);
        ofSpan.clear();
      } else {
        Map<Cells, Integer> counts = new HashMap<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
          counts.put(Cells.of("h" + random.nextInt(2_000)), 1 + random.nextInt(3));
        }
        Set<Cells> changed = new HashSet<>();
        window = state.add(partial(span, counts), window, (key, pane) -> changed.add(key));
        assertEquals(counts.keySet(), changed);
        counts.forEach((key, count) -> ofSpan.merge(key, (long) count, Long::sum));
      }
      windows.put(span, window);

      assertEquals(ofSpan.size(), window.keys());
      assertEquals(ofSpan, eventsOf(state, span, window));
    }

    windows.forEach((span, window) -> state.take(span, window, (key, pane) -> {}));
    assertTrue(keys.isEmpty().read());
  }

  @Test
  void whatAUseChangesIsKeptWhereItIsToBe() {
    ShardState state = new ShardState(keys);
    WindowState window =
        state.add(
            partial(WINDOWS[0], Map.of(Cells.of("a"), 1)),
            WindowState.empty(7),
            (key, pane) -> pane.setChangedSince(4));

    List<Integer> seen = new ArrayList<>();
    state.each(
        WINDOWS[0],
        window,
        true,
        (key, pane) -> {
          seen.add(pane.changedSince());
          pane.setChangedSince(5);
        });
    state.each(WINDOWS[0], window, true, (key, pane) -> seen.add(pane.changedSince()));

    assertEquals(List.of(4, 5), seen);
  }

  @Test
  void bucketsGrowWithTheKeysAndStaySmall() {
    ShardState state = new ShardState(keys);
    WindowState window = WindowState.empty(7);
    for (int key = 0; key < 10_000; key++) {
      window =
          state.add(partial(WINDOWS[0], Map.of(Cells.of("h" + key), 1)), window, (k, pane) -> {});
    }

    assertEquals(10_000, window.keys());
    assertEquals(256, window.buckets());
    for (int number = 0; number < window.buckets(); number++) {
      int size = keys.get(new Bucket(WINDOWS[0], number)).read().size();
      assertTrue(size < 2 * ShardState.KEYS_A_BUCKET, size + " in " + number);
    }
  }

  @Test
  void stateOfAnotherNumberOfShardsIsRefused() {
    ValueState<Integer> known = state("shards", Shards.spec());
    new Shards(8).check(known);
    new Shards(8).check(known);

    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> new Shards(16).check(known));

    assertEquals(
        "the state was made with 8 shards, this run has 16: start it with --shards 8",
        refused.getMessage());
  }
}
