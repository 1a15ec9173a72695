package io.tidemark.quality;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.DeadLetterCoder;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerTerm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class TallyTermTest {
  private static final long NOON = at("12:00:00");
  private static final Event FIRST = Timeline.event(1, NOON, Event.BEFORE_ALL, "h", 1L);
  private static final Event SAME_MINUTE = Timeline.event(2, NOON + 59_999, NOON, "h", 1L);
  private static final Event LATER = Timeline.event(3, at("12:07:00"), NOON, "h", 1L);
  private static final Chunk CHUNK =
      new Chunk(
          "events-0",
          0,
          List.of(FIRST, SAME_MINUTE, LATER),
          List.of(
              letter(Reason.MALFORMED, null),
              letter(Reason.CHECK_FAILED, NOON),
              letter(Reason.FUTURE_EVENT_TIME, null)),
          List.of(SAME_MINUTE, LATER, LATER),
          false);

  private static DeadLetter letter(Reason reason, @Nullable Long time) {
    return new DeadLetter(reason, "wrong", "decode", time, NOON, FIRST.arrival());
  }

  private static LedgerCell cell(String view, @Nullable Long minute) {
    return new LedgerCell(view, minute, 0);
  }

  /** The cells, added up over bundles, and the counters, by name. */
  private static <T> Map<String, Long> run(
      Coder<T> coder,
      List<T> elements,
      TallyTerm<T> tally,
      LedgerTerm term,
      Map<LedgerCell, Long> cells) {
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);
    PCollection<KV<LedgerCell, LedgerCounts>> tallies =
        pipeline.apply(Create.of(elements).withCoder(coder)).apply("Tally", tally);
    PAssert.that(tallies.apply("KeepLedger", KeepLedger.create()))
        .containsInAnyOrder(
            cells.entrySet().stream()
                .map(cell -> KV.of(cell.getKey(), LedgerCounts.of(term, cell.getValue())))
                .toList());
    Map<String, Long> counters = new TreeMap<>();
    var result = pipeline.run();
    result.waitUntilFinish();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      if (counter.getName().getNamespace().equals("tidemark")) {
        counters.put(counter.getName().getName(), counter.getAttempted());
      }
    }
    return counters;
  }

  @Test
  void arrivalsAreEventsAndDeadLettersOfTheSource() {
    Map<String, Long> counters =
        run(
            ChunkCoder.of(Timeline.SCHEMA),
            List.of(CHUNK, CHUNK),
            TallyTerm.arrivals(Pairs.one()),
            LedgerTerm.ARRIVALS,
            Map.of(cell("", NOON), 6L, cell("", at("12:07:00")), 2L, cell("", null), 4L));

    assertEquals(Map.of("arrivals", 12L), counters);
  }

  @Test
  void aSliceHoldsItsTimesAndWhatHasNone() {
    Pairs firstMinute =
        Pairs.within(Instant.ofEpochMilli(NOON), Instant.ofEpochMilli(NOON + 60_000));

    Map<String, Long> counters =
        run(
            ChunkCoder.of(Timeline.SCHEMA),
            List.of(CHUNK),
            TallyTerm.arrivals(firstMinute),
            LedgerTerm.ARRIVALS,
            Map.of(cell("", NOON), 3L, cell("", null), 2L));

    assertEquals(Map.of("arrivals", 5L), counters);
  }

  @Test
  void duplicatesAreCountedAtTheirOwnTime() {
    Map<String, Long> counters =
        run(
            ChunkCoder.of(Timeline.SCHEMA),
            List.of(CHUNK),
            TallyTerm.duplicates(Pairs.one()),
            LedgerTerm.DUPLICATES,
            Map.of(cell("", NOON), 1L, cell("", at("12:07:00")), 2L));

    assertEquals(Map.of("duplicates", 3L), counters);
  }

  @Test
  void whatASinkRejectedWasNoDeadArrival() {
    Map<String, Long> counters =
        run(
            DeadLetterCoder.of(),
            List.of(
                letter(Reason.SINK_REJECTED, NOON),
                letter(Reason.NO_DIMENSION, NOON),
                letter(Reason.MALFORMED, null)),
            TallyTerm.deadLetters(Pairs.one()),
            LedgerTerm.DEAD_LETTERS,
            Map.of(cell("", NOON), 1L, cell("", null), 1L));

    assertEquals(Map.of("deadLetters", 2L), counters);
  }

  @Test
  void lateEventsAreCountedOnceForEachWindow() {
    Map<String, Long> counters =
        run(
            LateEventCoder.of(Timeline.SCHEMA),
            List.of(new LateEvent(FIRST, "hits", 0, 1), new LateEvent(FIRST, "hits", 1, 2)),
            TallyTerm.tooLate("hits"),
            LedgerTerm.TOO_LATE,
            Map.of(cell("hits", NOON), 2L));

    assertEquals(Map.of("hits.tooLate", 2L), counters);
  }

  @Test
  void withoutCellsOnlyTheCounterCounts() {
    Map<String, Long> counters =
        run(
            ChunkCoder.of(Timeline.SCHEMA),
            List.of(CHUNK),
            TallyTerm.arrivals(Pairs.one()).withoutCells(),
            LedgerTerm.ARRIVALS,
            Map.of());

    assertEquals(Map.of("arrivals", 6L), counters);
  }
}
