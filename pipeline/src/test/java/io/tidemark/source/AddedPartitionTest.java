package io.tidemark.source;

import static io.tidemark.source.TestEvents.CLOCK;
import static io.tidemark.source.TestEvents.NOON;
import static io.tidemark.source.TestEvents.STAMPING;
import static io.tidemark.source.TestEvents.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Partitions that were not there when the source was split. */
class AddedPartitionTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private final MemoryLog log = new MemoryLog(2);
  private final List<String> read = new ArrayList<>();

  @Test
  void oneBeginsWithItsFirstArrivalAtTheLeastOfTheRestoredWatermarks() throws IOException {
    LogSource source = splits(1).get(0);
    log.append(0, event("a", 100_000));
    log.append(1, event("b", 60_000));
    LogMark mark = readAll(source, null);
    log.addPartition();
    log.append(2, event("c", 0), event("d", 200_000), event("e", 0));

    readAll(source, mark);

    assertEquals(
        List.of(
            "memory-0@0 " + Event.BEFORE_ALL,
            "memory-1@0 " + Event.BEFORE_ALL,
            "memory-2@0 " + (NOON + 45_000),
            "memory-2@1 " + (NOON + 45_000),
            "memory-2@2 " + (NOON + 185_000)),
        read);
  }

  @Test
  void theRunnersWatermarkDoesNotGoBackBehindOne() throws IOException {
    LogSource source = splits(1).get(0);
    log.append(0, event("a", 100_000));
    log.append(1, event("b", 60_000));
    LogMark mark = readAll(source, null);
    log.addPartition();

    LogSourceReader restored = source.createReader(OPTIONS, mark);

    assertEquals(NOON + 45_000, restored.getWatermark().getMillis());
  }

  @Test
  void eachIsReadByOneReaderAndGoesOnAtALaterRestore() throws IOException {
    List<LogSource> sources = splits(2);
    List<LogMark> marks = new ArrayList<>();
    for (LogSource source : sources) {
      marks.add(readAll(source, null));
    }
    for (int partition = 2; partition < 8; partition++) {
      log.addPartition();
      log.append(partition, event("first", 0));
    }
    for (int i = 0; i < 2; i++) {
      marks.set(i, readAll(sources.get(i), marks.get(i)));
    }
    for (int partition = 0; partition < 8; partition++) {
      log.append(partition, event("second", 0));
    }
    for (int i = 0; i < 2; i++) {
      readAll(sources.get(i), marks.get(i));
    }

    List<String> expected = new ArrayList<>();
    for (int partition = 0; partition < 8; partition++) {
      expected.add("memory-" + partition + "@0 " + Event.BEFORE_ALL);
      if (partition > 1) {
        expected.add("memory-" + partition + "@1 " + (NOON - 15_000));
      }
    }
    assertEquals(expected, read.stream().sorted().toList());
  }

  @Test
  void oneThatIsAddedWhileItRunsIsReadFromItsFirstArrivalAtTheLeastOfTheWatermarks()
      throws IOException {
    AtomicLong now = new AtomicLong(CLOCK.millis());
    LogSource source =
        LogSource.of(LogReading.of(log, STAMPING, now::get))
            .withStepping(InlineSteps::begin)
            .split(1, OPTIONS)
            .get(0);
    log.append(0, event("a", 100_000));
    log.append(1, event("b", 60_000));
    LogSourceReader reader = source.createReader(OPTIONS, null);
    readOn(reader);
    log.addPartition();
    log.append(2, event("c", 0), event("d", 200_000));

    now.addAndGet(29_999);
    readOn(reader);
    assertEquals(2, read.size());
    now.addAndGet(1);
    readOn(reader);

    assertEquals(
        List.of("memory-2@0 " + (NOON + 45_000), "memory-2@1 " + (NOON + 45_000)),
        read.subList(2, 4));
    assertEquals(NOON + 185_000, reader.getWatermark().getMillis());
    assertEquals(
        List.of("memory-0", "memory-1", "memory-2"),
        reader.getCheckpointMark().partitions().stream().map(PartitionMark::partition).toList());
    LogMark mark = CoderUtils.clone(LogMarkCoder.of(), reader.getCheckpointMark());
    log.append(2, event("e", 0));
    readAll(source, mark);
    assertEquals("memory-2@2 " + (NOON + 185_000), read.get(4));
  }

  private List<LogSource> splits(int splits) throws IOException {
    return LogSource.of(LogReading.of(log, STAMPING, CLOCK))
        .withStepping(InlineSteps::begin)
        .split(splits, OPTIONS);
  }

  /** Reads what there is, and returns the checkpoint after it as a restored run gets it. */
  private LogMark readAll(LogSource source, @Nullable LogMark from) throws IOException {
    LogSourceReader reader = source.createReader(OPTIONS, from);
    readOn(reader);
    LogMark mark = CoderUtils.clone(LogMarkCoder.of(), reader.getCheckpointMark());
    reader.close();
    return mark;
  }

  private void readOn(LogSourceReader reader) throws IOException {
    while (reader.advance()) {
      for (Event event : reader.getCurrent().events()) {
        read.add(event.position() + " " + event.tidemark());
      }
    }
  }
}
