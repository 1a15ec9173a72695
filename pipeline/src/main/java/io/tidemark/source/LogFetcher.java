package io.tidemark.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads ahead of a {@link LogSourceReader}: polls, decodes and stamps, and hands over each chunk
 * with its partition's mark after it. What it observes of idleness goes the same way, so that a
 * watermark rises only after the chunks before it were handed out.
 *
 * <p>It advances by {@link #step}, and does nothing between two steps. For one thread at a time,
 * save {@link #makeDurable}.
 */
final class LogFetcher implements Closeable {
  private static final long MILLIS_BETWEEN_OBSERVATIONS = 1_000;
  private static final long MILLIS_BETWEEN_BACKLOGS = 1_000;

  private final LogReading reading;
  private final Predicate<String> takes;
  private final HandOver handOver;
  private final List<StampedPartition> partitions = new ArrayList<>();
  private final Pace observations = new Pace(MILLIS_BETWEEN_OBSERVATIONS);
  private final Pace backlogs = new Pace(MILLIS_BETWEEN_BACKLOGS);
  private final Pace listings;

  /** The newest marks that the runner made durable and that are not committed yet. */
  private final AtomicReference<List<PartitionMark>> durable = new AtomicReference<>();

  private @Nullable LogReader reader;

  /**
   * @param takes whether a partition that is added, of that name, is to be read by this one
   */
  LogFetcher(
      LogReading reading, List<PartitionMark> marks, Predicate<String> takes, HandOver handOver) {
    this.reading = reading;
    this.takes = takes;
    this.handOver = handOver;
    this.listings = new Pace(reading.listEvery().toMillis());
    marks.forEach(mark -> partitions.add(new StampedPartition(reading.stamping(), mark)));
  }

  /** The name of its first partition, which no other fetcher of the source reads. */
  String name() {
    return partitions.get(0).name();
  }

  /** The runner made these marks durable; for any thread. */
  void makeDurable(List<PartitionMark> marks) {
    durable.set(marks);
  }

  /** Whether nothing will come any more. */
  boolean ended() {
    return partitions.stream().allMatch(StampedPartition::ended);
  }

  /**
   * Hands over at most one chunk, which may take a short wait.
   *
   * @return whether anything was handed over
   */
  boolean step() throws IOException {
    if (ended()) {
      return false;
    }
    LogReader opened = opened();
    commitDurable(opened);
    boolean added = takeAdded(opened);
    boolean idle = observeIdleness(opened);
    LogPoll poll = opened.poll();
    showBacklogs(opened);
    if (poll == null) {
      return added || idle;
    }
    StampedChunk chunk = partitions.get(poll.partition()).take(poll, reading.clock().millis());
    handOver(poll.partition(), poll.arrivals().isEmpty() ? null : chunk);
    opened.pause(ReadOrder.waiting(partitions, i -> opened.backlog(i).arrivals() > 0));
    return true;
  }

  private LogReader opened() throws IOException {
    LogReader opened = reader;
    if (opened == null) {
      List<PartitionMark> marks = partitions.stream().map(StampedPartition::mark).toList();
      opened = reading.log().open(marks, reading.clock());
      reader = opened;
      listings.begin(reading.clock().millis());
    }
    return opened;
  }

  private void commitDurable(LogReader opened) {
    List<PartitionMark> marks = durable.getAndSet(null);
    if (marks != null) {
      opened.commit(marks);
    }
  }

  private boolean takeAdded(LogReader opened) {
    long now = reading.clock().millis();
    if (!listings.isDue(now)) {
      return false;
    }
    listings.begin(now);
    long least = watermark();
    List<PartitionMark> added =
        opened.list(
            name -> takes.test(name) && partitions.stream().noneMatch(p -> p.name().equals(name)));
    for (PartitionMark mark : added) {
      PartitionMark begun = mark.withWatermark(least);
      opened.add(begun);
      partitions.add(new StampedPartition(reading.stamping(), begun));
      handOver(partitions.size() - 1, null);
    }
    return !added.isEmpty();
  }

  private long watermark() {
    return partitions.stream().mapToLong(p -> p.watermark().getMillis()).min().orElseThrow();
  }

  private boolean observeIdleness(LogReader opened) {
    long now = reading.clock().millis();
    if (!observations.isDue(now)) {
      return false;
    }
    List<Integer> quiet =
        IntStream.range(0, partitions.size())
            .filter(i -> partitions.get(i).isQuiet(now))
            .boxed()
            .toList();
    if (quiet.isEmpty()) {
      return false;
    }
    observations.begin(now);
    opened
        .observeEnds(quiet)
        .forEach(
            (i, observedAt) -> {
              partitions.get(i).idle(observedAt);
              handOver(i, null);
            });
    return true;
  }

  private void showBacklogs(LogReader opened) {
    long now = reading.clock().millis();
    if (backlogs.isDue(now)) {
      backlogs.begin(now);
      handOver.show(IntStream.range(0, partitions.size()).mapToObj(opened::backlog).toList());
    }
  }

  private void handOver(int partition, @Nullable StampedChunk chunk) {
    handOver.put(new Fetched(partition, chunk, partitions.get(partition).mark()));
  }

  /** Commits what is durable; what was handed over and not handed out is read again by another. */
  @Override
  public void close() throws IOException {
    if (reader != null) {
      commitDurable(reader);
      reader.close();
      reader = null;
    }
  }
}
