package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionWatermarkTest {
  private final PartitionWatermark watermark = new PartitionWatermark(Duration.ofSeconds(15));

  @Test
  void isBeforeAllBeforeTheFirstEvent() {
    assertEquals(Event.BEFORE_ALL, watermark.current());
  }

  @Test
  void followsTheLargestEventTimeByTheOutOfOrderness() {
    watermark.observe(100_000);

    assertEquals(85_000, watermark.current());
  }

  @Test
  void neverGoesBack() {
    watermark.observe(100_000);
    watermark.observe(40_000);
    watermark.idle(99_999);

    assertEquals(85_000, watermark.current());
  }

  @Test
  void idlenessRaisesItToTheObservationLessTheOutOfOrderness() {
    watermark.observe(100_000);
    watermark.idle(200_000);

    assertEquals(185_000, watermark.current());
  }

  @Test
  void idlenessRaisesItAlsoBeforeTheFirstEventWhichThenDoesNotTakeItBack() {
    watermark.idle(200_000);
    watermark.observe(100_000);

    assertEquals(185_000, watermark.current());
  }

  @Test
  void theLargestOfEventsAndObservationsCountsInAnyOrder() {
    watermark.observe(300_000);
    watermark.idle(200_000);
    watermark.idle(250_000);

    assertEquals(285_000, watermark.current());
  }

  @Test
  void whatIsKnownOfItRaisesItAndAnotherReadingThatBeganResetsIt() {
    watermark.observe(100_000);
    watermark.raise(60_000);
    assertEquals(85_000, watermark.current());
    watermark.raise(90_000);
    assertEquals(90_000, watermark.current());

    watermark.reset(10_000);

    assertEquals(10_000, watermark.current());
  }

  @Test
  void goesOnFromWhereItWas() {
    PartitionWatermark restored = new PartitionWatermark(Duration.ofSeconds(15), 85_000);

    restored.observe(90_000);

    assertEquals(85_000, restored.current());
  }

  @Test
  void timesBeforeTheEpochCountDown() {
    watermark.observe(-62_135_596_800_000L);

    assertEquals(-62_135_596_815_000L, watermark.current());
  }

  @Test
  void negativeOutOfOrdernessIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new PartitionWatermark(Duration.ofSeconds(-1)));
  }
}
