package io.tidemark.source;

import static io.tidemark.source.TestEvents.NOON;
import static io.tidemark.source.TestEvents.STAMPING;
import static io.tidemark.source.TestEvents.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

/** What a reader makes of more than it can read at once. */
class BacklogTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final int ONE_BY_ONE = 1;

  private final AtomicLong now = new AtomicLong(NOON + 3_600_000);

  @Test
  void aBacklogOfSeveralPartitionsIsReadInTheOrderOfEventTimeToAMinute() throws IOException {
    MemoryLog log = new MemoryLog(3, ONE_BY_ONE);
    for (long second = 0; second < 1_200; second += 10) {
      log.append(0, event("often", second * 1_000));
    }
    for (long second = 0; second < 1_200; second += 100) {
      log.append(2, event("seldom", second * 1_000));
    }
    LogSourceReader reader = reader(log);

    long newest = NOON;
    int read = 0;
    for (; reader.advance(); read++) {
      Event event = reader.getCurrent().events().get(0);
      assertTrue(event.time() > newest - 170_000, () -> event + " is behind");
      newest = Math.max(newest, event.time());
    }

    assertEquals(132, read);
  }

  @Test
  void oneThatIsPausedGoesOnWhenTheOthersCameUpToIt() throws IOException {
    MemoryLog log = new MemoryLog(2, ONE_BY_ONE);
    log.append(0, event("a", 0), event("b", 600_000), event("c", 601_000));
    log.append(1, event("d", 0), event("e", 300_000), event("f", 545_000));
    LogSourceReader reader = reader(log);

    List<String> read = new ArrayList<>();
    while (reader.advance()) {
      reader.getCurrent().events().forEach(event -> read.add(event.position().toString()));
    }

    assertEquals(
        List.of("memory-0@0", "memory-1@0", "memory-0@1", "memory-1@1", "memory-1@2", "memory-0@2"),
        read);
  }

  @Test
  void whatIsLeftIsToldInBytesAndShownByPartitionInEventsAndMilliseconds() throws IOException {
    MemoryLog log = new MemoryLog(2, ONE_BY_ONE);
    log.append(0, event("a", 0), event("b", 1_000), event("c", 2_000));
    LogSourceReader reader = reader(log);
    MetricsContainerImpl metrics = new MetricsContainerImpl("Read");

    assertEquals(UnboundedReader.BACKLOG_UNKNOWN, reader.getSplitBacklogBytes());
    MetricsEnvironment.setCurrentContainer(metrics);
    try {
      assertTrue(reader.start());
      assertEquals(200, reader.getSplitBacklogBytes());
      assertTrue(reader.advance());
      assertEquals(
          "{memory-0.events_behind=2, memory-0.ms_behind=3600000,"
              + " memory-1.events_behind=0, memory-1.ms_behind=0}",
          gauges(metrics));
      assertTrue(reader.advance());
      now.addAndGet(1_000);
      assertFalse(reader.advance());
      assertEquals(0, reader.getSplitBacklogBytes());
      assertFalse(reader.advance());
      assertEquals(
          "{memory-0.events_behind=0, memory-0.ms_behind=0,"
              + " memory-1.events_behind=0, memory-1.ms_behind=0}",
          gauges(metrics));
    } finally {
      MetricsEnvironment.setCurrentContainer(null);
    }
  }

  private static String gauges(MetricsContainerImpl metrics) {
    TreeMap<String, Long> gauges = new TreeMap<>();
    metrics
        .getUpdates()
        .gaugeUpdates()
        .forEach(
            gauge -> gauges.put(gauge.getKey().metricName().getName(), gauge.getUpdate().value()));
    return gauges.toString();
  }

  private LogSourceReader reader(MemoryLog log) throws IOException {
    return LogSource.of(LogReading.of(log, STAMPING, now::get))
        .withStepping(InlineSteps::begin)
        .split(1, OPTIONS)
        .get(0)
        .createReader(OPTIONS, null);
  }
}
