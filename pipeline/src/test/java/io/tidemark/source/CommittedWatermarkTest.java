package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Event;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class CommittedWatermarkTest {
  private static final PartitionMark START =
      PartitionMark.ofLog("web-0", 7, PartitionMark.NO_END, TestEvents.NOON);

  @Test
  void aReadingThatResumesBeginsWithTheWatermarkThatWasCommittedWithItsOffset() {
    PartitionMark mark = START.withWatermark(TestEvents.NOON - 1);

    OffsetAndMetadata committed = CommittedWatermark.of(mark);

    assertEquals(7, committed.offset());
    assertEquals("watermark=" + (TestEvents.NOON - 1), committed.metadata());
    assertEquals(mark, CommittedWatermark.resumed(START, committed));
  }

  @Test
  void minusInfinityIsCommittedToo() {
    OffsetAndMetadata committed = CommittedWatermark.of(START.withWatermark(Event.BEFORE_ALL));

    assertEquals(
        START, CommittedWatermark.resumed(START.withWatermark(TestEvents.NOON), committed));
  }

  @Test
  void metadataOfSomethingElseIsIgnored() {
    assertEquals(START, CommittedWatermark.resumed(START, null));
    assertEquals(START, CommittedWatermark.resumed(START, new OffsetAndMetadata(7)));
    assertEquals(START, CommittedWatermark.resumed(START, new OffsetAndMetadata(7, "hello")));
    assertEquals(
        START,
        CommittedWatermark.resumed(START, new OffsetAndMetadata(7, "watermark=" + "9".repeat(30))));
  }
}
