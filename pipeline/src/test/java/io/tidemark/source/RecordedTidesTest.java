package io.tidemark.source;

import static io.tidemark.source.TestEvents.NOON;
import static io.tidemark.source.TestEvents.STAMPING;
import static io.tidemark.source.TestEvents.arrival;
import static io.tidemark.source.TestEvents.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Arrival;
import io.tidemark.model.Event;
import io.tidemark.source.TideEntry.Kind;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a partition tells the tide table, and what it makes of what the table tells it. */
class RecordedTidesTest {
  private static final long NOW = NOON + 3_600_000;
  private static final PartitionMark START =
      PartitionMark.ofLog("web-0", 0, PartitionMark.NO_END, NOW);

  private final MemoryTideTable table = new MemoryTideTable();

  @Test
  void aPartitionTellsItsStartItsWakingAndWhatTheReadersClockRefused() {
    StampedPartition partition = new StampedPartition(STAMPING, START);

    partition.take(poll(0, event("a", 0), event("future", 4_000_000)), NOW);
    assertEquals(List.of(start(), entry(1, NOON - 15_000, Kind.REFUSED)), partition.tell());
    partition.take(poll(2, event("b", 0)), NOW);
    assertEquals(List.of(), partition.tell());
    partition.idle(NOW + 30_000);
    assertEquals(List.of(), partition.tell());
    partition.take(poll(3, event("c", 0), event("d", 0)), NOW + 40_000);
    assertEquals(List.of(entry(3, NOW + 15_000, Kind.WAKE)), partition.tell());
  }

  @Test
  void oneThatGoesOnFromAMarkTellsWhereAndOneThatIsNewThatItIs() throws Exception {
    PartitionMark mark =
        new PartitionMark("web-0", 5, 0, PartitionMark.NO_END, false, NOON, 2, NOW);
    StampedPartition restored = new StampedPartition(STAMPING, mark);
    StampedPartition added =
        StampedPartition.added(STAMPING, START.withWatermark(NOON), recorded(START));

    restored.take(poll(5, event("a", 0)), NOW);
    added.take(poll(0, event("a", 0)), NOW);

    assertEquals(List.of(entry(5, NOON, Kind.CHECKPOINT)), restored.tell());
    assertEquals(List.of(entry(0, NOON, Kind.NEW)), added.tell());
  }

  @Test
  void whatTheBrokersClockRefusedIsNotTold() {
    StampedPartition partition = new StampedPartition(STAMPING, START);
    List<Arrival> arrivals = List.of(arrival("web-0", 0, event("future", 4_000_000)));

    partition.take(new LogPoll(0, arrivals, 1, 0, false, true), NOW);

    assertEquals(List.of(start()), partition.tell());
  }

  @Test
  void aReplayRefusesWhatWasRefusedAndNothingElseUpToTheLastThatIsRecorded() throws Exception {
    table.append(List.of(start(), entry(1, Event.BEFORE_ALL, Kind.REFUSED)));
    table.append(List.of(entry(3, NOON, Kind.CHECKPOINT)));
    StampedPartition replay = new StampedPartition(STAMPING, START, recorded(START));

    StampedChunk chunk =
        replay.take(
            poll(
                0,
                event("was no future", 4_000_000),
                event("was future", 0),
                event("nor this", 4_100_000),
                event("is future now", 4_200_000)),
            NOW);

    assertEquals(
        List.of(0L, 2L),
        chunk.chunk().events().stream().map(event -> event.position().offset()).toList());
    assertEquals(
        List.of(1L, 3L),
        chunk.chunk().deadLetters().stream().map(l -> l.arrival().position().offset()).toList());
  }

  @Test
  void aReplayRaisesTheWatermarkWhereItWasRaisedAndSetsItWhereAReadingStarted() throws Exception {
    table.append(List.of(start(), entry(1, NOON + 50_000, Kind.WAKE), entry(2, NOON, Kind.WAKE)));
    table.append(List.of(entry(3, NOON + 1_000, Kind.START)));
    StampedPartition replay = new StampedPartition(STAMPING, START, recorded(START));

    StampedChunk chunk =
        replay.take(poll(0, event("a", 0), event("b", 0), event("c", 0), event("d", 0)), NOW);

    assertEquals(
        List.of(Event.BEFORE_ALL, NOON + 50_000, NOON + 50_000, NOON + 1_000),
        chunk.chunk().events().stream().map(Event::tidemark).toList());
  }

  @Test
  void theRunnersWatermarkIsNotAheadOfAStartThatIsStillToCome() throws Exception {
    table.append(List.of(entry(1, NOON + 1_000, Kind.START)));
    StampedPartition replay = new StampedPartition(STAMPING, START, recorded(START));

    StampedChunk before = replay.take(poll(0, event("a", 60_000)), NOW);

    assertEquals(Event.BEFORE_ALL, before.timestamp().getMillis());
    assertEquals(NOON + 1_000, replay.watermark().getMillis());
    replay.take(poll(1, event("b", 60_000)), NOW);
    assertEquals(NOON + 45_000, replay.watermark().getMillis());
  }

  @Test
  void aPartitionThatIsReplayedIsNotIdleBeforeTheLastThatIsRecorded() throws Exception {
    table.append(List.of(entry(2, NOON, Kind.CHECKPOINT)));
    StampedPartition replay = new StampedPartition(STAMPING, START, recorded(START));

    replay.take(poll(0, event("a", 0)), NOW);
    assertFalse(replay.isQuiet(NOW + 1_000_000));
    replay.take(poll(1, event("b", 0)), NOW);
    assertTrue(replay.isQuiet(NOW + 30_000));
    assertEquals(NOON, replay.watermark().getMillis());
  }

  private RecordedTides recorded(PartitionMark mark) throws IOException, UnreachableException {
    return RecordedTides.of(table, List.of(mark)).get(0);
  }

  private static TideEntry start() {
    return entry(0, Event.BEFORE_ALL, Kind.START);
  }

  private static TideEntry entry(long offset, long watermark, Kind kind) {
    return new TideEntry("web-0", offset, watermark, kind);
  }

  private static LogPoll poll(long offset, String... payloads) {
    List<Arrival> arrivals = new ArrayList<>();
    for (String payload : payloads) {
      arrivals.add(arrival("web-0", offset + arrivals.size(), payload));
    }
    return new LogPoll(0, arrivals, offset + payloads.length, 0, false);
  }
}
