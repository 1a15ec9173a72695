package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Event;
import io.tidemark.source.TestEvents.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSourceReaderTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  @TempDir private Path directory;

  /** As a runner does it: bundles, checkpoints, crashes that lose what came after a checkpoint. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noArrivalIsLostOrRepeatedAndEveryStampIsTheSameAfterAnyRestores(long seed)
      throws IOException {
    Random random = new Random(seed);
    List<String> expected = writeFiles(random);
    List<String> committed = new ArrayList<>();

    for (LogSource source : source().split(2, OPTIONS)) {
      committed.addAll(readWithCrashes(source, random));
    }

    assertEquals(expected.stream().sorted().toList(), committed.stream().sorted().toList());
  }

  private List<String> readWithCrashes(LogSource source, Random random) throws IOException {
    List<String> committed = new ArrayList<>();
    LogSource shipped = SerializableUtils.clone(source);
    LogMark mark = null;
    LogSourceReader reader = shipped.createReader(OPTIONS, null);
    boolean started = false;
    Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
    while (watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      List<String> bundle = new ArrayList<>();
      boolean more = true;
      for (int i = random.nextInt(4); more && i >= 0; i--) {
        Instant before = reader.getWatermark();
        more = started ? reader.advance() : reader.start();
        started = true;
        if (more) {
          requireNothingOlder(reader, before);
          bundle.addAll(TestEvents.described(reader.getCurrent()));
        }
      }
      boolean crashes = random.nextInt(3) == 0;
      if (!crashes) {
        mark = reader.getCheckpointMark();
        watermark = reader.getWatermark();
        committed.addAll(bundle);
      }
      if (crashes || random.nextBoolean()) {
        reader.close();
        LogMark copy = mark == null ? null : CoderUtils.clone(LogMarkCoder.of(), mark);
        reader = shipped.createReader(OPTIONS, copy);
        started = false;
      }
    }
    reader.close();
    return committed;
  }

  /** The promise to the runner: no chunk is behind Beam's watermark, and no tidemark behind it. */
  private static void requireNothingOlder(LogSourceReader reader, Instant before) {
    assertFalse(reader.getCurrentTimestamp().isBefore(before));
    for (Event event : reader.getCurrent().events()) {
      assertTrue(event.tidemark() >= reader.getCurrentTimestamp().getMillis());
    }
  }

  @Test
  void theWatermarkIsTheLeastOfThePartitionsThatHaveNotEnded() throws IOException {
    write("a.jsonl", List.of(TestEvents.event("a", 60_000)));
    write("b.jsonl", List.of("", ""));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      many.add(TestEvents.event("c", 30_000));
    }
    write("c.jsonl", many);
    LogSourceReader reader = inlineReader();

    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    assertTrue(reader.start());
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    assertTrue(reader.advance());
    assertEquals(TestEvents.NOON + 15_000, reader.getWatermark().getMillis());
    assertTrue(reader.advance());
    assertEquals(BoundedWindow.TIMESTAMP_MAX_VALUE, reader.getWatermark());
    assertFalse(reader.advance());
  }

  @Test
  void aChunkIsTheNewestWhereNothingWasFetchedBehindIt() throws IOException {
    write("a.jsonl", List.of(TestEvents.event("a", 60_000)));
    write("b.jsonl", List.of(TestEvents.event("b", 60_000)));
    List<ManualSteps> steps = new ArrayList<>();
    LogSourceReader reader =
        source()
            .withStepping(
                (fetcher, handOver) -> {
                  steps.add(new ManualSteps(fetcher, handOver));
                  return steps.get(0);
                })
            .split(1, OPTIONS)
            .get(0)
            .createReader(OPTIONS, null);
    assertFalse(reader.start());
    steps.get(0).step();
    steps.get(0).step();

    assertTrue(reader.advance());
    assertFalse(reader.getCurrent().newest());
    assertTrue(reader.advance());
    assertTrue(reader.getCurrent().newest());
    assertFalse(reader.advance());
  }

  @Test
  void partitionsAreSpreadOverTheSplitsAndNoSplitIsEmpty() throws IOException {
    writeFiles(new Random(1));

    assertEquals(1, source().split(1, OPTIONS).size());
    assertEquals(2, source().split(2, OPTIONS).size());
    assertEquals(3, source().split(8, OPTIONS).size());
  }

  private LogSource source() {
    return LogSource.of(
        LogReading.of(new FileLog(directory + "/*.jsonl"), TestEvents.STAMPING, TestEvents.CLOCK));
  }

  private LogSourceReader inlineReader() throws IOException {
    return source()
        .withStepping(InlineSteps::begin)
        .split(1, OPTIONS)
        .get(0)
        .createReader(OPTIONS, null);
  }

  private List<String> writeFiles(Random random) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String name : List.of("a.jsonl", "b.jsonl", "c.jsonl")) {
      List<Line> lines = TestEvents.lines(random, 500 + random.nextInt(6_000));
      Path file = write(name, lines.stream().map(Line::text).toList());
      expected.addAll(TestEvents.model(file.toString(), lines));
    }
    return expected;
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.writeString(
        directory.resolve(name), lines.stream().collect(Collectors.joining("\n")));
  }
}
