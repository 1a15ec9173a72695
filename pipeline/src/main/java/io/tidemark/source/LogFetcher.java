package io.tidemark.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads ahead of a {@link LogSourceReader}: polls, decodes and stamps, and hands over each chunk
 * with its partition's mark after it. What it observes of idleness goes the same way, so that a
 * watermark rises only after the chunks before it were handed out. Nothing is handed over before
 * what the tide table must know of it is durable there.
 *
 * <p>It advances by {@link #step}, and does nothing between two steps. For one thread at a time,
 * save {@link #makeDurable}.
 */
final class LogFetcher implements Closeable {
  private static final long MILLIS_BETWEEN_OBSERVATIONS = 1_000;
  private static final long MILLIS_BETWEEN_BACKLOGS = 1_000;

  private final LogReading reading;
  private final List<PartitionMark> begin;
  private final Predicate<String> takes;
  private final HandOver handOver;
  private final TideRecorder recorder;
  private final List<StampedPartition> partitions = new ArrayList<>();
  private final Queue<Fetched> ready = new ArrayDeque<>();
  private final Pace observations = new Pace(MILLIS_BETWEEN_OBSERVATIONS);
  private final Pace backlogs = new Pace(MILLIS_BETWEEN_BACKLOGS);
  private final Pace listings;

  /** The newest marks that the runner made durable and that are not committed yet. */
  private final AtomicReference<List<PartitionMark>> durable = new AtomicReference<>();

  private @Nullable LogReader reader;

  /**
   * @param begin where it begins, at least in one partition
   * @param takes whether a partition that is added, of that name, is to be read by this one
   */
  LogFetcher(
      LogReading reading, List<PartitionMark> begin, Predicate<String> takes, HandOver handOver) {
    this.reading = reading;
    this.begin = List.copyOf(begin);
    this.takes = takes;
    this.handOver = handOver;
    this.recorder = new TideRecorder(reading.tides(), reading.clock());
    this.listings = new Pace(reading.listEvery().toMillis());
  }

  /** The name of its first partition, which no other fetcher of the source reads. */
  String name() {
    return begin.get(0).partition();
  }

  /** The runner made these marks durable; for any thread. */
  void makeDurable(List<PartitionMark> marks) {
    durable.set(marks);
  }

  /** Whether nothing will come any more. */
  boolean ended() {
    return ready.isEmpty()
        && (partitions.isEmpty()
            ? begin.stream().allMatch(PartitionMark::ended)
            : partitions.stream().allMatch(StampedPartition::ended));
  }

  /**
   * Hands over at most one chunk, which may take a short wait.
   *
   * @return whether anything was handed over
   */
  boolean step() throws IOException {
    if (ready.isEmpty() && !ended()) {
      LogReader opened = opened();
      if (opened != null) {
        fetch(opened);
      }
    }
    return handOver();
  }

  /** Null while the tide table is away. */
  private @Nullable LogReader opened() throws IOException {
    if (reader != null) {
      return reader;
    }
    Optional<List<RecordedTides>> recorded = recorder.read(begin);
    if (recorded.isEmpty()) {
      return null;
    }
    for (int i = 0; i < begin.size(); i++) {
      partitions.add(new StampedPartition(reading.stamping(), begin.get(i), recorded.get().get(i)));
      moved(i, null);
    }
    List<PartitionMark> marks = partitions.stream().map(StampedPartition::mark).toList();
    reader = reading.log().open(marks, reading.clock());
    listings.begin(reading.clock().millis());
    return reader;
  }

  private void fetch(LogReader opened) throws IOException {
    makeKnown(opened);
    takeAdded(opened);
    observeIdleness(opened);
    opened.pause(ReadOrder.waiting(partitions, i -> opened.backlog(i).arrivals() > 0));
    LogPoll poll = opened.poll();
    showBacklogs(opened);
    if (poll != null) {
      StampedPartition partition = partitions.get(poll.partition());
      StampedChunk chunk = partition.take(poll, reading.clock().millis());
      recorder.owe(partition.tell());
      moved(poll.partition(), poll.arrivals().isEmpty() ? null : chunk);
    }
  }

  /** Tells the log and the tide table what the runner made durable. */
  private void makeKnown(LogReader opened) {
    List<PartitionMark> marks = durable.getAndSet(null);
    if (marks != null) {
      opened.commit(marks);
      recorder.oweCheckpoint(marks);
    }
  }

  private void takeAdded(LogReader opened) throws IOException {
    long now = reading.clock().millis();
    if (!listings.isDue(now)) {
      return;
    }
    long least = partitions.stream().mapToLong(p -> p.watermark().getMillis()).min().orElseThrow();
    List<PartitionMark> added =
        opened.list(
            name -> takes.test(name) && partitions.stream().noneMatch(p -> p.name().equals(name)));
    List<PartitionMark> begun = added.stream().map(mark -> mark.withWatermark(least)).toList();
    Optional<List<RecordedTides>> recorded = recorder.read(begun);
    if (recorded.isEmpty()) {
      return;
    }
    listings.begin(now);
    for (int i = 0; i < begun.size(); i++) {
      opened.add(begun.get(i));
      partitions.add(
          StampedPartition.added(reading.stamping(), begun.get(i), recorded.get().get(i)));
      moved(partitions.size() - 1, null);
    }
  }

  private void observeIdleness(LogReader opened) {
    long now = reading.clock().millis();
    if (!observations.isDue(now)) {
      return;
    }
    List<Integer> quiet =
        IntStream.range(0, partitions.size())
            .filter(i -> partitions.get(i).isQuiet(now))
            .boxed()
            .toList();
    if (!quiet.isEmpty()) {
      observations.begin(now);
      opened
          .observeEnds(quiet)
          .forEach(
              (i, observedAt) -> {
                partitions.get(i).idle(observedAt);
                moved(i, null);
              });
    }
  }

  private void showBacklogs(LogReader opened) {
    long now = reading.clock().millis();
    if (backlogs.isDue(now)) {
      backlogs.begin(now);
      handOver.show(IntStream.range(0, partitions.size()).mapToObj(opened::backlog).toList());
    }
  }

  private void moved(int i, @Nullable StampedChunk chunk) {
    StampedPartition partition = partitions.get(i);
    ready.add(new Fetched(i, chunk, partition.mark(), partition.watermark()));
  }

  private boolean handOver() throws IOException {
    if (ready.isEmpty() || !recorder.settle()) {
      return false;
    }
    ready.forEach(handOver::put);
    ready.clear();
    return true;
  }

  /** Commits what is durable; what was handed over and not handed out is read again by another. */
  @Override
  public void close() throws IOException {
    if (reader != null) {
      makeKnown(reader);
      reader.close();
      reader = null;
    }
  }
}
