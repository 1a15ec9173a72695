package io.tidemark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.junit.jupiter.api.Test;

class LedgerCellTest {
  private static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  private static final long MIDNIGHT = Instant.parse("2026-11-02T00:00:00Z").toEpochMilli();
  private static final long WEEK = Duration.ofDays(7).toMillis();

  private static LedgerCell of(long time, long tidemark) {
    return LedgerCell.of("hits", time, tidemark);
  }

  @Test
  void aMinuteHoldsItsFirstMilliAndNotTheNextMinutes() {
    assertEquals(NOON, of(NOON, Event.BEFORE_ALL).minute());
    assertEquals(NOON, of(NOON + 59_999, Event.BEFORE_ALL).minute());
    assertEquals(NOON + 60_000, of(NOON + 60_000, Event.BEFORE_ALL).minute());
    assertEquals(-60_000, of(-1, Event.BEFORE_ALL).minute());
  }

  @Test
  void anEpochIsAWeekAndTheFirstBeginsWithTheDaysEnd() {
    assertEquals(0, of(NOON, Event.BEFORE_ALL).epoch());
    assertEquals(0, of(NOON, NOON).epoch());
    assertEquals(0, of(NOON, MIDNIGHT + WEEK - 1).epoch());
    assertEquals(1, of(NOON, MIDNIGHT + WEEK).epoch());
    assertEquals(1, of(NOON, MIDNIGHT + 2 * WEEK - 1).epoch());
    assertEquals(2, of(NOON, MIDNIGHT + 2 * WEEK).epoch());
  }

  @Test
  void aCellExpiresWhereTheNextEpochBegins() {
    assertEquals(MIDNIGHT + WEEK, of(NOON, NOON).expiry());
    assertEquals(MIDNIGHT + 2 * WEEK, of(NOON, MIDNIGHT + WEEK).expiry());
  }

  @Test
  void whatHasNoTimeHasOneCellForEver() {
    LedgerCell cell = LedgerCell.of("", null, MIDNIGHT + 100 * WEEK);

    assertEquals(new LedgerCell("", null, 0), cell);
    assertEquals(GlobalWindow.INSTANCE.maxTimestamp().getMillis(), cell.expiry());
  }

  @Test
  void cellsAndCountsSurviveTheirCoders() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(LedgerCellCoder.of(), of(NOON, MIDNIGHT + WEEK));
    CoderProperties.coderDecodeEncodeEqual(LedgerCellCoder.of(), LedgerCell.of("", null, 0));
    CoderProperties.coderDecodeEncodeEqual(
        LedgerCountsCoder.of(), new LedgerCounts(1, 2, 3, 4, 5, 6, 1L << 40));
  }
}
