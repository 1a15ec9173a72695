package io.tidemark.source;

import static io.tidemark.source.TestEvents.NOON;
import static io.tidemark.source.TestEvents.STAMPING;
import static io.tidemark.source.TestEvents.arrival;
import static io.tidemark.source.TestEvents.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Arrival;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class StampedPartitionTest {
  private static final long NOW = NOON + 3_600_000;
  private final PartitionMark start = PartitionMark.ofLog("web-0", 0, PartitionMark.NO_END, NOW);
  private final StampedPartition partition = new StampedPartition(STAMPING, start);

  @Test
  void anEventsTidemarkIsTheWatermarkJustBeforeIt() {
    StampedChunk chunk =
        partition.take(poll(0, event("a", 20_000), event("b", 60_000), event("c", 30_000)), NOW);

    assertEquals(
        List.of(Event.BEFORE_ALL, NOON + 5_000, NOON + 45_000),
        chunk.chunk().events().stream().map(Event::tidemark).toList());
    assertEquals(Event.BEFORE_ALL, chunk.timestamp().getMillis());
    assertEquals(NOON + 45_000, partition.watermark().getMillis());
  }

  @Test
  void aChunkIsNeverBehindTheWatermarkWhateverTheTimesOfItsEvents() {
    partition.take(poll(0, event("a", 60_000)), NOW);

    StampedChunk late = partition.take(poll(1, event("b", 0), event("c", 90_000)), NOW);

    assertEquals(NOON + 45_000, late.timestamp().getMillis());
    assertEquals(NOON + 45_000, late.chunk().events().get(0).tidemark());
  }

  @Test
  void noneOfTheFourEarlyReasonsMovesTheWatermarkAndEachCarriesIt() {
    partition.take(poll(0, event("a", 20_000)), NOW);

    StampedChunk chunk =
        partition.take(
            poll(
                1,
                "{broken",
                "{\"id\":1,\"at\":\"2026-11-01T12:30:00Z\"}",
                "{\"id\":\"x\",\"at\":\"2026-11-01T12:30:00\"}",
                event("future", 4_000_000)),
            NOW);

    List<DeadLetter> deadLetters = chunk.chunk().deadLetters();
    assertEquals(
        List.of(Reason.MALFORMED, Reason.SCHEMA, Reason.NO_EVENT_TIME, Reason.FUTURE_EVENT_TIME),
        deadLetters.stream().map(DeadLetter::reason).toList());
    assertTrue(deadLetters.stream().allMatch(letter -> letter.tidemark() == NOON + 5_000));
    assertTrue(deadLetters.stream().allMatch(letter -> letter.stage().equals("decode")));
    assertEquals(NOON + 5_000, partition.watermark().getMillis());
    assertEquals(NOON + 5_000, chunk.timestamp().getMillis());
  }

  @Test
  void anEventAtTheEdgeOfTheToleranceMovesTheWatermarkAndOneAMillisecondLaterDoesNot() {
    long edge = 3_600_000 + 300_000;

    StampedChunk chunk =
        partition.take(
            poll(0, event("after", edge + 1), event("edge", edge), event("next", 0)), NOW);

    assertEquals(
        List.of(Event.BEFORE_ALL, NOON + edge - 15_000),
        chunk.chunk().events().stream().map(Event::tidemark).toList());
    assertEquals(
        List.of(0L),
        chunk.chunk().deadLetters().stream().map(l -> l.arrival().position().offset()).toList());
    assertEquals(Reason.FUTURE_EVENT_TIME, chunk.chunk().deadLetters().get(0).reason());
    assertEquals(NOON + edge - 15_000, partition.watermark().getMillis());
  }

  @Test
  void oneThatGoesOnFromAMarkStampsWhatTheFirstWouldHave() {
    partition.take(poll(0, event("a", 20_000)), NOW);
    StampedPartition restored = new StampedPartition(STAMPING, partition.mark());
    LogPoll next = poll(1, event("b", 10_000), event("c", 90_000), event("d", 1));

    assertEquals(partition.take(next, NOW), restored.take(next, NOW));
    assertEquals(
        new PartitionMark("web-0", 4, 0, PartitionMark.NO_END, false, NOON + 75_000, 2, NOW),
        restored.mark());
  }

  @Test
  void idlenessIsAskedForAfterTheTimeoutAndRaisesTheWatermark() {
    partition.take(poll(0, event("a", 20_000)), NOW);

    assertFalse(partition.isQuiet(NOW + 29_999));
    assertTrue(partition.isQuiet(NOW + 30_000));
    partition.idle(NOW + 30_000);

    assertEquals(NOW + 15_000, partition.watermark().getMillis());
  }

  @Test
  void onePartitionThatNeverDeliveredBecomesIdleToo() {
    assertTrue(partition.isQuiet(NOW + 30_000));

    partition.idle(NOW + 30_000);
    StampedChunk late = partition.take(poll(0, event("late", 0)), NOW + 31_000);

    assertEquals(NOW + 15_000, late.chunk().events().get(0).tidemark());
    assertFalse(partition.isQuiet(NOW + 60_999));
  }

  @Test
  void onePartitionThatEndedHoldsNothingBack() {
    partition.take(new LogPoll(0, List.of(arrival("web-0", 0, event("a", 0))), 1, 0, true), NOW);

    assertEquals(BoundedWindow.TIMESTAMP_MAX_VALUE, partition.watermark());
    assertFalse(partition.isQuiet(NOW + 1_000_000));
  }

  private static LogPoll poll(long offset, String... payloads) {
    List<Arrival> arrivals = new ArrayList<>();
    for (String payload : payloads) {
      arrivals.add(arrival("web-0", offset + arrivals.size(), payload));
    }
    return new LogPoll(0, arrivals, offset + payloads.length, 0, false);
  }
}
