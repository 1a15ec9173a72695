package io.tidemark.source;

import io.tidemark.model.Chunk;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Reads some partitions of a {@link LogSource}: a chunk an {@link #advance}. Its state is the
 * partitions' marks and nothing else, so that it may be closed and restored at any time.
 */
final class LogSourceReader extends UnboundedReader<Chunk> {
  private static final long MILLIS_BETWEEN_OBSERVATIONS = 1_000;

  private final LogSource source;
  private final PartitionedLog log;
  private final ReaderClock clock;
  private final List<StampedPartition> partitions;

  /** The newest mark that the runner made durable, written by any thread. */
  private final AtomicReference<List<PartitionMark>> durable = new AtomicReference<>();

  private @Nullable LogReader reader;
  private @Nullable StampedChunk current;
  private long lastObservation = Long.MIN_VALUE;

  LogSourceReader(
      LogSource source,
      PartitionedLog log,
      Stamping stamping,
      ReaderClock clock,
      List<PartitionMark> marks) {
    this.source = source;
    this.log = log;
    this.clock = clock;
    this.partitions = marks.stream().map(mark -> new StampedPartition(stamping, mark)).toList();
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    if (partitions.stream().allMatch(StampedPartition::ended)) {
      return false;
    }
    LogReader opened = opened();
    commitDurable(opened);
    observeIdleness(opened);
    for (LogPoll poll = opened.poll(); poll != null; poll = opened.poll()) {
      StampedChunk chunk = partitions.get(poll.partition()).take(poll, clock.millis());
      if (!poll.arrivals().isEmpty()) {
        current = chunk;
        return true;
      }
    }
    return false;
  }

  private LogReader opened() throws IOException {
    LogReader opened = reader;
    if (opened == null) {
      opened = log.open(marks(), clock);
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

  private void observeIdleness(LogReader opened) {
    long now = clock.millis();
    if (lastObservation != Long.MIN_VALUE && now - lastObservation < MILLIS_BETWEEN_OBSERVATIONS) {
      return;
    }
    List<Integer> quiet =
        IntStream.range(0, partitions.size())
            .filter(i -> partitions.get(i).isQuiet(now))
            .boxed()
            .toList();
    if (!quiet.isEmpty()) {
      lastObservation = now;
      opened.observeEnds(quiet).forEach((i, observedAt) -> partitions.get(i).idle(observedAt));
    }
  }

  @Override
  public Chunk getCurrent() {
    return current().chunk();
  }

  @Override
  public Instant getCurrentTimestamp() {
    return current().timestamp();
  }

  private StampedChunk current() {
    if (current == null) {
      throw new NoSuchElementException("the reader stands at no chunk");
    }
    return current;
  }

  @Override
  public Instant getWatermark() {
    Instant least = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (StampedPartition partition : partitions) {
      Instant watermark = partition.watermark();
      least = watermark.isBefore(least) ? watermark : least;
    }
    return least;
  }

  @Override
  public LogMark getCheckpointMark() {
    return new LogMark(marks(), durable::set);
  }

  private List<PartitionMark> marks() {
    return partitions.stream().map(StampedPartition::mark).toList();
  }

  @Override
  public UnboundedSource<Chunk, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      commitDurable(reader);
      reader.close();
      reader = null;
    }
  }
}
