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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class ShardStateTest {
  private static final Schema KEY = Schema.of(Timeline.SCHEMA.field(0));
  private static final List<Measure> MEASURES = measures();
  private static final Span[] WINDOWS = {new Span(0, 10), new Span(5, 15)};

  private final InMemoryStateInternals<String> internals = InMemoryStateInternals.forKey("shard");
  private final MapState<WindowKey, PaneState> panes =
      state("panes", StateSpecs.map(WindowKeyCoder.of(KEY), PaneStateCoder.of(MEASURES)));
  private final MapState<KV<Span, Integer>, List<Cells>> pages = state("pages", KeyPages.spec(KEY));

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

  @Test
  void whateverIsAddedTheKeysTheirSumsAndTheChangedOnesAreThoseOfAPlainMap() {
    Random random = new Random(3);
    ShardState state = new ShardState(panes, pages);
    Map<Span, WindowState> windows = new LinkedHashMap<>();
    Map<Span, Map<Cells, Long>> sums = new LinkedHashMap<>();
    Map<Span, Set<Cells>> changed = new LinkedHashMap<>();
    for (int step = 0; step < 3_000; step++) {
      Span span = WINDOWS[random.nextInt(2)];
      WindowState window = windows.getOrDefault(span, WindowState.empty(7));
      Map<Cells, Long> ofSpan = sums.computeIfAbsent(span, s -> new LinkedHashMap<>());
      Set<Cells> changedOfSpan = changed.computeIfAbsent(span, s -> new LinkedHashSet<>());
      switch (random.nextInt(20)) {
        case 0 -> {
          assertEquals(List.copyOf(changedOfSpan), state.takeChanged(span, window));
          window = window.fired(window.onTime());
          changedOfSpan.clear();
        }
        case 1 -> {
          state.takeChanged(span, window);
          state.remove(span, window);
          window = WindowState.empty(7);
          ofSpan.clear();
          changedOfSpan.clear();
        }
        default -> {
          boolean noted = random.nextBoolean();
          Map<Cells, Integer> counts = new LinkedHashMap<>();
          for (int i = random.nextInt(40); i >= 0; i--) {
            counts.put(Cells.of("h" + random.nextInt(2_000)), 1 + random.nextInt(3));
          }
          window = state.add(partial(span, counts), window, noted);
          counts.forEach((key, count) -> ofSpan.merge(key, (long) count, Long::sum));
          if (noted) {
            changedOfSpan.addAll(counts.keySet());
          }
        }
      }
      windows.put(span, window);

      assertEquals(List.copyOf(ofSpan.keySet()), state.keys(span, window));
      for (Map.Entry<Cells, Long> key : ofSpan.entrySet()) {
        assertEquals(key.getValue(), state.read(span, key.getKey()).total().events());
      }
    }

    windows.forEach(
        (span, window) -> {
          state.takeChanged(span, window);
          state.remove(span, window);
        });
    assertTrue(panes.isEmpty().read());
    assertTrue(pages.isEmpty().read());
  }

  @Test
  void keysThatComeOneByOneShareTheirPages() {
    ShardState state = new ShardState(panes, pages);
    WindowState window = WindowState.empty(7);
    for (int key = 0; key < 1_000; key++) {
      window = state.add(partial(WINDOWS[0], Map.of(Cells.of("h" + key), 1)), window, false);
    }

    assertEquals(4, window.keyPages());
    assertEquals(0, window.changedPages());
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
