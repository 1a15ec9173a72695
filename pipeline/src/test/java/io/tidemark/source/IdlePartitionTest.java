package io.tidemark.source;

import static io.tidemark.source.TestEvents.NOON;
import static io.tidemark.source.TestEvents.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Event;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

/** Idleness by a clock of the test's own: outOfOrderness is 15 s, idleTimeout 30 s. */
class IdlePartitionTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  private final AtomicLong now = new AtomicLong(NOON);

  @Test
  void oneThatNeverDeliveredHoldsNothingBackAfterTheTimeout() throws IOException {
    MemoryLog log = new MemoryLog(2);
    log.append(0, event("a", 100_000));
    LogSourceReader reader = reader(log);

    assertTrue(reader.start());
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    now.addAndGet(29_999);
    assertFalse(reader.advance());
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    now.addAndGet(1);
    assertFalse(reader.advance());
    assertEquals(NOON + 15_000, reader.getWatermark().getMillis());
    now.addAndGet(70_000);
    assertFalse(reader.advance());
    assertEquals(NOON + 85_000, reader.getWatermark().getMillis());
  }

  @Test
  void itHoldsNothingBackWhileAnotherIsBusyAllTheTime() throws IOException {
    MemoryLog log = new MemoryLog(2);
    LogSourceReader reader = reader(log);

    for (long time = 0; time <= 60_000; time += 1_000) {
      now.set(NOON + time);
      log.append(0, event("e" + time, time));
      assertTrue(reader.advance());
    }

    assertEquals(NOON + 45_000, reader.getWatermark().getMillis());
  }

  @Test
  void oneWhoseEndWasNotReachedIsNotIdleHoweverLongItIsSilent() throws IOException {
    MemoryLog log = new MemoryLog(1);
    log.append(0, event("unread", 0));
    log.hold(0);
    LogSourceReader reader = reader(log);

    now.addAndGet(3_600_000);
    assertFalse(reader.start());
    assertEquals(1, log.observations());
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    log.release(0);
    assertTrue(reader.advance());

    assertEquals(Event.BEFORE_ALL, reader.getCurrent().events().get(0).tidemark());
    assertEquals(NOON - 15_000, reader.getWatermark().getMillis());
  }

  @Test
  void oneThatWakesUpDeliversEveryEventWithTheIdleTidemark() throws IOException {
    MemoryLog log = new MemoryLog(1);
    LogSourceReader reader = reader(log);
    now.addAndGet(30_000);
    assertFalse(reader.start());

    log.append(0, event("late", 0), event("later", 14_999), event("new", 31_000), event("e", 0));
    assertTrue(reader.advance());

    List<Event> events = reader.getCurrent().events();
    assertEquals(
        List.of(0L, 1L, 2L, 3L),
        events.stream().map(event -> event.arrival().position().offset()).toList());
    assertEquals(
        List.of(NOON + 15_000, NOON + 15_000, NOON + 15_000, NOON + 16_000),
        events.stream().map(Event::tidemark).toList());
    assertEquals(List.of(), reader.getCurrent().deadLetters());
  }

  @Test
  void observationsNeverTakeTheWatermarkBack() throws IOException {
    MemoryLog log = new MemoryLog(1);
    LogSourceReader reader = reader(log);
    now.set(NOON + 60_000);
    assertFalse(reader.start());
    assertEquals(NOON + 45_000, reader.getWatermark().getMillis());

    now.set(NOON + 40_000);
    LogSourceReader restored = reader(log, reader);
    assertFalse(restored.start());
    assertEquals(2, log.observations());
    assertEquals(NOON + 45_000, restored.getWatermark().getMillis());
    log.append(0, event("old", 1_000));
    assertTrue(restored.advance());

    assertEquals(NOON + 45_000, restored.getCurrent().events().get(0).tidemark());
    assertEquals(NOON + 45_000, restored.getWatermark().getMillis());
    now.set(NOON + 70_000);
    assertFalse(restored.advance());
    assertEquals(NOON + 55_000, restored.getWatermark().getMillis());
  }

  @Test
  void silenceIsCountedFromTheLastArrivalAlsoInARestoredReader() throws IOException {
    MemoryLog log = new MemoryLog(1);
    LogSourceReader reader = reader(log);
    now.set(NOON + 20_000);
    log.append(0, event("a", 0));
    assertTrue(reader.start());

    now.set(NOON + 49_999);
    LogSourceReader restored = reader(log, reader);
    assertFalse(restored.start());
    assertEquals(NOON - 15_000, restored.getWatermark().getMillis());
    assertEquals(0, log.observations());
    now.set(NOON + 50_000);
    assertFalse(restored.advance());
    assertEquals(NOON + 35_000, restored.getWatermark().getMillis());
  }

  @Test
  void endsAreAskedForOnceASecond() throws IOException {
    MemoryLog log = new MemoryLog(1);
    LogSourceReader reader = reader(log);
    now.addAndGet(30_000);

    assertFalse(reader.start());
    assertFalse(reader.advance());
    now.addAndGet(999);
    assertFalse(reader.advance());
    assertEquals(1, log.observations());
    assertEquals(NOON + 15_000, reader.getWatermark().getMillis());
    now.addAndGet(1);
    assertFalse(reader.advance());

    assertEquals(2, log.observations());
    assertEquals(NOON + 16_000, reader.getWatermark().getMillis());
  }

  @Test
  void oneBadClockInAPartitionMakesNoEventOfItLate() throws IOException {
    MemoryLog log = new MemoryLog(1);
    log.append(0, event("a", 0), event("bad clock", 86_400_000), event("b", 1_000));
    LogSourceReader reader = reader(log);

    assertTrue(reader.start());

    assertEquals(
        List.of(Event.BEFORE_ALL, NOON - 15_000),
        reader.getCurrent().events().stream().map(Event::tidemark).toList());
    assertEquals(1, reader.getCurrent().deadLetters().size());
    assertEquals(NOON - 14_000, reader.getWatermark().getMillis());
  }

  private LogSourceReader reader(MemoryLog log) throws IOException {
    return source(log).split(1, OPTIONS).get(0).createReader(OPTIONS, null);
  }

  private LogSourceReader reader(MemoryLog log, LogSourceReader before) throws IOException {
    LogMark mark = CoderUtils.clone(LogMarkCoder.of(), before.getCheckpointMark());
    before.close();
    return source(log).createReader(OPTIONS, mark);
  }

  private LogSource source(MemoryLog log) {
    return LogSource.of(LogReading.of(log, TestEvents.STAMPING, now::get))
        .withStepping(InlineSteps::begin);
  }
}
