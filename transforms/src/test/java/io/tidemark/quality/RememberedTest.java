package io.tidemark.quality;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterables;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.model.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedTest {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final CellsCoder KEYS = CellsCoder.of(Schema.of(Timeline.SCHEMA.field(0)));

  private final StateInternals state = InMemoryStateInternals.forKey("events-0");
  private final MapState<Cells, List<Long>> times =
      state.state(
          StateNamespaces.global(), StateTags.map("times", KEYS, ListCoder.of(VarLongCoder.of())));
  private final MapState<Long, KV<Long, List<Cells>>> chunks =
      state.state(
          StateNamespaces.global(),
          StateTags.map(
              "chunks", VarLongCoder.of(), KvCoder.of(VarLongCoder.of(), ListCoder.of(KEYS))));
  private final ValueState<KV<Long, Long>> oldest =
      state.state(
          StateNamespaces.global(),
          StateTags.value("oldest", KvCoder.of(VarLongCoder.of(), VarLongCoder.of())));
  private final Remembered remembered =
      new Remembered(new DedupRule(WITHIN.toMillis()), times, chunks, oldest);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatIsForgottenIsNeverMissed(long seed) {
    List<Chunk> arrivals = DedupOracle.random("events-0", seed, 400);

    List<String> verdicts = new ArrayList<>();
    for (Chunk chunk : arrivals) {
      verdicts.addAll(judge(chunk));
    }

    List<String> expected = DedupOracle.verdicts(arrivals, WITHIN);
    expected.removeIf(verdict -> verdict.startsWith("dead"));
    assertTrue(expected.stream().anyMatch(verdict -> verdict.startsWith("duplicate")));
    assertEquals(expected, verdicts);
  }

  @Test
  void whatNobodyCanRepeatIsForgotten() {
    Chunks arrivals = Chunks.of("events-0");
    for (int second = 0; second < 1_000; second++) {
      long time = at("12:00:00") + 1000L * second;
      arrivals.tidemark(time - 1).event("host " + second, time).end();
    }

    for (Chunk chunk : arrivals.list()) {
      judge(chunk);
      assertTrue(Iterables.size(times.keys().read()) <= 11);
      assertTrue(Iterables.size(chunks.keys().read()) <= 11);
    }
    arrivals.tidemark("13:00:00").event("too late to be repeated", "12:00:00").end();
    judge(Iterables.getLast(arrivals.list()));

    assertEquals(0, Iterables.size(times.keys().read()));
    assertEquals(0, Iterables.size(chunks.keys().read()));
    assertEquals(null, oldest.read());
  }

  @Test
  void withinIsAtLeastOneMillisecond() {
    assertThrows(IllegalArgumentException.class, () -> new DedupRule(0));
  }

  private List<String> judge(Chunk chunk) {
    List<String> verdicts = new ArrayList<>();
    for (Event event : chunk.events()) {
      Cells key = DropDuplicates.keyOf(event, new int[] {0});
      boolean keeps = key == null || remembered.keeps(key, event);
      verdicts.add((keeps ? "kept " : "duplicate ") + event.position());
    }
    if (!chunk.events().isEmpty()) {
      List<Event> events = chunk.events();
      remembered.endChunk(chunk.sequence(), events.get(events.size() - 1).tidemark());
    }
    return verdicts;
  }
}
