package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One run of a source with everything that may happen to it, in an order that a seed decides: a log
 * that grows, fetching, handing out, checkpoints, crashes, restores, readers that are closed and
 * opened again, partitions that are added, a clock that runs, and a tide table that goes away.
 */
final class LogHistory {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final int ACTIONS = 150;
  private static final long LISTED_AFTER = 31_000;

  final AtomicLong now = new AtomicLong(TestEvents.NOON);
  final MemoryLog log;
  final LogModel model;
  final @Nullable MemoryTideTable table;
  private final Random random;
  private final LogSource source;
  private final List<LogSource> splits = new ArrayList<>();
  private final List<LogSourceReader> readers = new ArrayList<>();
  private final List<@Nullable ManualSteps> steps = new ArrayList<>();

  /** By split, the greatest watermark that the runner was told in this life of its reader. */
  private final List<Long> told = new ArrayList<>();

  /** What was handed out after the last checkpoint. */
  private final List<Stamp> uncertain = new ArrayList<>();

  private @Nullable List<LogMark> checkpoint;
  private @Nullable List<LogMark> unfinalized;

  LogHistory(long seed, boolean withTable) throws IOException {
    random = new Random(seed);
    log = new MemoryLog(1 + random.nextInt(3), 1 + random.nextInt(5));
    table = withTable ? new MemoryTideTable() : null;
    model = new LogModel(log, withTable);
    LogReading reading = LogReading.of(log, TestEvents.STAMPING, now::get);
    source = LogSource.of(table == null ? reading : reading.withTides(table));
  }

  /** What is known of one arrival that was handed out. */
  record Stamp(String partition, long offset, long tidemark, boolean accepted, long arrivedAt) {}

  void run() throws IOException {
    split();
    for (int action = 0; action < ACTIONS; action++) {
      act();
    }
    finish();
  }

  private void act() throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> model.append(random, now.get());
      case 3 -> now.addAndGet(random.nextInt(2_000));
      case 4 -> now.addAndGet(random.nextInt(45_000));
      case 5, 6, 7, 8 -> fetch(random.nextInt(splits.size()));
      case 9, 10, 11, 12 -> advance(random.nextInt(splits.size()));
      case 13, 14 -> checkpoint();
      case 15 -> finalizeCheckpoint();
      case 16 -> crash(random.nextBoolean());
      case 17 -> reopen(random.nextInt(splits.size()));
      case 18 -> {
        if (log.size() < 6 && random.nextInt(4) == 0) {
          log.addPartition();
        }
      }
      default -> {
        if (table != null) {
          table.away(random.nextInt(3) == 0);
        }
      }
    }
  }

  /** The runner asks for as many splits as it has places. */
  private void split() throws IOException {
    splits.clear();
    splits.addAll(source.split(1 + random.nextInt(3), OPTIONS));
    open(Collections.nCopies(splits.size(), null));
  }

  private void open(List<@Nullable LogMark> marks) throws IOException {
    readers.clear();
    steps.clear();
    told.clear();
    for (int i = 0; i < splits.size(); i++) {
      steps.add(null);
      told.add(Event.BEFORE_ALL);
      readers.add(reader(i, marks.get(i)));
    }
  }

  private LogSourceReader reader(int i, @Nullable LogMark mark) throws IOException {
    return splits
        .get(i)
        .withStepping((fetcher, handOver) -> begun(i, new ManualSteps(fetcher, handOver)))
        .createReader(OPTIONS, mark);
  }

  private ManualSteps begun(int i, ManualSteps begun) {
    steps.set(i, begun);
    return begun;
  }

  private void fetch(int i) throws IOException {
    ManualSteps begun = steps.get(i);
    if (begun != null) {
      begun.step();
    }
  }

  private void advance(int i) throws IOException {
    LogSourceReader reader = readers.get(i);
    tellWatermark(i);
    if (reader.advance()) {
      Chunk chunk = reader.getCurrent();
      assertTrue(reader.getCurrentTimestamp().getMillis() >= told.get(i), "behind the watermark");
      stamps(chunk).forEach(stamp -> handedOut(stamp, told.get(i)));
    }
    tellWatermark(i);
  }

  private void handedOut(Stamp stamp, long watermark) {
    assertTrue(stamp.tidemark() >= watermark, () -> stamp + " is behind " + watermark);
    model.handedOut(stamp);
    uncertain.add(stamp);
  }

  private void tellWatermark(int i) {
    told.set(i, Math.max(told.get(i), readers.get(i).getWatermark().getMillis()));
  }

  static List<Stamp> stamps(Chunk chunk) {
    List<Stamp> stamps = new ArrayList<>();
    for (Event event : chunk.events()) {
      stamps.add(
          new Stamp(
              chunk.partition(),
              event.position().offset(),
              event.tidemark(),
              true,
              event.arrival().arrivedAt()));
    }
    for (DeadLetter letter : chunk.deadLetters()) {
      stamps.add(
          new Stamp(
              chunk.partition(),
              letter.arrival().position().offset(),
              letter.tidemark(),
              false,
              letter.arrival().arrivedAt()));
    }
    return stamps;
  }

  private void checkpoint() throws IOException {
    unfinalized = readers.stream().map(LogSourceReader::getCheckpointMark).toList();
    List<LogMark> copies = new ArrayList<>();
    for (LogMark mark : unfinalized) {
      copies.add(CoderUtils.clone(LogMarkCoder.of(), mark));
    }
    checkpoint = copies;
    uncertain.forEach(model::survived);
    uncertain.clear();
  }

  private void finalizeCheckpoint() {
    if (unfinalized != null) {
      unfinalized.forEach(LogMark::finalizeCheckpoint);
      unfinalized = null;
    }
  }

  /** What was handed out after the checkpoint never happened; without one, nothing ever did. */
  private void crash(boolean inOrder) throws IOException {
    if (inOrder) {
      for (LogSourceReader reader : readers) {
        reader.close();
      }
    }
    uncertain.clear();
    unfinalized = null;
    if (checkpoint == null) {
      split();
    } else {
      open(new ArrayList<>(checkpoint));
    }
  }

  /** As the Direct runner does it: with a mark of the same run, and nothing is lost. */
  private void reopen(int i) throws IOException {
    LogMark mark = readers.get(i).getCheckpointMark();
    readers.get(i).close();
    steps.set(i, null);
    readers.set(i, reader(i, mark));
  }

  /** Everything comes back, and all is read. */
  private void finish() throws IOException {
    if (table != null) {
      table.away(false);
    }
    for (int round = 0; round < 3; round++) {
      now.addAndGet(LISTED_AFTER);
      for (int i = 0; i < splits.size(); i++) {
        int before;
        do {
          before = uncertain.size();
          advance(i);
          fetch(i);
          advance(i);
        } while (uncertain.size() > before || readersHaveMore(i));
      }
    }
    checkpoint();
    finalizeCheckpoint();
    assertEquals(model.everything(), model.survivors());
  }

  private boolean readersHaveMore(int i) {
    ManualSteps begun = steps.get(i);
    return begun != null && begun.hasMore();
  }
}
