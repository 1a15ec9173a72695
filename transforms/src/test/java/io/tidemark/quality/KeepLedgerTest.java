package io.tidemark.quality;

import io.tidemark.fixture.ChunkOfEach;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCellCoder;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerCountsCoder;
import io.tidemark.model.LedgerTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What KeepLedger promises on every runner. */
abstract class KeepLedgerTest {
  static final KvCoder<LedgerCell, LedgerCounts> ENTRY =
      KvCoder.of(LedgerCellCoder.of(), LedgerCountsCoder.of());

  private static final long MINUTE = 60_000;
  private static final long WEEK = 7 * 24 * 60 * MINUTE;
  private static final long NOON = Timeline.at("12:00:00");
  private static final long MIDNIGHT = NOON + 12 * 60 * MINUTE;

  abstract PipelineOptions options();

  abstract PipelineOptions batchOptions();

  static TestPipeline pipeline(PipelineOptions options) {
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }

  /** {@code kept} of "hits". */
  static KV<LedgerCell, LedgerCounts> kept(long minute, long epoch, long count) {
    return KV.of(new LedgerCell("hits", minute, epoch), LedgerCounts.of(LedgerTerm.KEPT, count));
  }

  private static TimestampedValue<Event> event(long offset, long time, long tidemark) {
    return TimestampedValue.of(
        Timeline.event(offset, time, tidemark, "h", offset), Instant.ofEpochMilli(time));
  }

  private static PCollection<KV<LedgerCell, LedgerCounts>> ledger(PCollection<Event> events) {
    PCollection<Chunk> chunks = events.apply("ChunkOfEach", ChunkOfEach.create());
    return PCollectionList.of(
            chunks.apply("Kept", TallyTerm.events("hits", LedgerTerm.KEPT, Pairs.one())))
        .and(chunks.apply("Accepted", TallyTerm.events("hits", LedgerTerm.ACCEPTED, time -> 2)))
        .apply("Flatten", Flatten.pCollections())
        .apply("KeepLedger", KeepLedger.create());
  }

  private static KV<LedgerCell, LedgerCounts> both(long minute, long epoch, long count) {
    return KV.of(
        new LedgerCell("hits", minute, epoch), new LedgerCounts(0, 0, 0, count, 0, 2 * count, 0));
  }

  @Test
  void eachCellIsPutOutWholeWhenItsTimeIsOver() {
    TestStream<Event> events =
        TestStream.create(EventCoder.of(Timeline.SCHEMA))
            .addElements(event(0, NOON, Event.BEFORE_ALL), event(1, NOON + MINUTE, NOON))
            .advanceWatermarkTo(Instant.ofEpochMilli(NOON + 5 * MINUTE))
            .addElements(event(2, NOON + 1, NOON + 5 * MINUTE))
            // Past the expiry of both.
            .advanceWatermarkTo(Instant.ofEpochMilli(MIDNIGHT + WEEK))
            .addElements(event(3, MIDNIGHT + WEEK, MIDNIGHT + WEEK))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline(options());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger = ledger(pipeline.apply(events));

    PAssert.that(ledger)
        .containsInAnyOrder(
            List.of(both(NOON, 0, 2), both(NOON + MINUTE, 0, 1), both(MIDNIGHT + WEEK, 0, 1)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void anEventWeeksLateOpensACellOfItsOwn() {
    TestStream<Event> events =
        TestStream.create(EventCoder.of(Timeline.SCHEMA))
            .addElements(event(0, NOON, Event.BEFORE_ALL), event(1, NOON, NOON))
            .advanceWatermarkTo(Instant.ofEpochMilli(MIDNIGHT + WEEK))
            .addElements(event(2, NOON, MIDNIGHT + WEEK))
            // Of a partition that is behind: it belongs to the cell that another has opened.
            .addElements(event(3, NOON, MIDNIGHT + WEEK + MINUTE))
            .advanceWatermarkTo(Instant.ofEpochMilli(MIDNIGHT + 2 * WEEK))
            .addElements(event(4, NOON, MIDNIGHT + 2 * WEEK))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline(options());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger = ledger(pipeline.apply(events));

    PAssert.that(ledger)
        .containsInAnyOrder(List.of(both(NOON, 0, 2), both(NOON, 1, 2), both(NOON, 2, 1)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void nothingIsRememberedOfACellThatHasExpired() {
    TestStream<KV<LedgerCell, LedgerCounts>> tallies =
        TestStream.create(ENTRY)
            .addElements(kept(NOON, 0, 7))
            .advanceWatermarkTo(Instant.ofEpochMilli(MIDNIGHT + WEEK))
            // Which no source lets happen.
            .addElements(kept(NOON, 0, 1))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline(options());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger =
        pipeline.apply(tallies).apply("KeepLedger", KeepLedger.create());

    PAssert.that(ledger).containsInAnyOrder(List.of(kept(NOON, 0, 7), kept(NOON, 0, 1)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void manyCellsOfManyDaysAreEachThereOnce() {
    TestStream.Builder<KV<LedgerCell, LedgerCounts>> tallies = TestStream.create(ENTRY);
    Map<Long, Long> expected = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      long minute = NOON + (i % 100) * 97L * MINUTE;
      tallies = tallies.addElements(kept(minute, 0, i));
      expected.merge(minute, (long) i, Long::sum);
      if (i == 150) {
        tallies = tallies.advanceWatermarkTo(Instant.ofEpochMilli(NOON));
      }
    }
    List<KV<LedgerCell, LedgerCounts>> entries = new ArrayList<>();
    expected.forEach((minute, count) -> entries.add(kept(minute, 0, count)));
    TestPipeline pipeline = pipeline(options());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger =
        pipeline
            .apply(tallies.advanceWatermarkToInfinity())
            .apply("KeepLedger", KeepLedger.create().withEvery(java.time.Duration.ofDays(1)));

    PAssert.that(ledger).containsInAnyOrder(entries);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void ofBoundedInputEachCellIsPutOutOnce() {
    TestPipeline pipeline = pipeline(batchOptions());

    PCollection<KV<LedgerCell, LedgerCounts>> ledger =
        pipeline
            .apply(Create.of(kept(NOON, 0, 1), kept(NOON, 1, 1), kept(NOON, 0, 4)).withCoder(ENTRY))
            .apply("KeepLedger", KeepLedger.create());

    PAssert.that(ledger).containsInAnyOrder(List.of(kept(NOON, 0, 5), kept(NOON, 1, 1)));
    pipeline.run().waitUntilFinish();
  }
}
