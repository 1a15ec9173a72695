package io.tidemark.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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

  private final PartitionedLog log;
  private final ReaderClock clock;
  private final HandOver handOver;
  private final List<StampedPartition> partitions = new ArrayList<>();

  /** The newest marks that the runner made durable and that are not committed yet. */
  private final AtomicReference<List<PartitionMark>> durable = new AtomicReference<>();

  private @Nullable LogReader reader;
  private long lastObservation = Long.MIN_VALUE;

  LogFetcher(
      PartitionedLog log,
      Stamping stamping,
      ReaderClock clock,
      List<PartitionMark> marks,
      HandOver handOver) {
    this.log = log;
    this.clock = clock;
    this.handOver = handOver;
    marks.forEach(mark -> partitions.add(new StampedPartition(stamping, mark)));
  }

  /** The name of its first partition, which no other fetcher of the source reads. */
  String name() {
    return partitions.get(0).mark().partition();
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
    boolean idle = observeIdleness(opened);
    LogPoll poll = opened.poll();
    if (poll == null) {
      return idle;
    }
    StampedChunk chunk = partitions.get(poll.partition()).take(poll, clock.millis());
    handOver(poll.partition(), poll.arrivals().isEmpty() ? null : chunk);
    return true;
  }

  private LogReader opened() throws IOException {
    LogReader opened = reader;
    if (opened == null) {
      opened = log.open(partitions.stream().map(StampedPartition::mark).toList(), clock);
      reader = opened;
    }
    return opened;
  }

  private void commitDurable(LogReader opened) {
    List<PartitionMark> marks = durable.getAndSet(null);
    if (marks != null) {
      opened.commit(marks);
    }
  }

  private boolean observeIdleness(LogReader opened) {
    long now = clock.millis();
    if (lastObservation != Long.MIN_VALUE && now - lastObservation < MILLIS_BETWEEN_OBSERVATIONS) {
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
    lastObservation = now;
    opened
        .observeEnds(quiet)
        .forEach(
            (i, observedAt) -> {
              partitions.get(i).idle(observedAt);
              handOver(i, null);
            });
    return true;
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
