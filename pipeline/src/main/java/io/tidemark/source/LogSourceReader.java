package io.tidemark.source;

import io.tidemark.model.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Reads some partitions of a {@link LogSource}: a chunk an {@link #advance}, taken from what a
 * {@link LogFetcher} read ahead. Its marks and its watermark speak of what it handed out and of
 * nothing else, so that it may be closed and restored at any time.
 */
final class LogSourceReader extends UnboundedReader<Chunk> {
  private final LogSource source;
  private final List<PartitionMark> marks;
  private final List<Instant> watermarks = new ArrayList<>();
  private final HandOver handOver = new HandOver();
  private final LogFetcher fetcher;
  private final Stepping stepping;
  private final LogReading reading;
  private final BacklogGauges gauges = new BacklogGauges();
  private Stepping.@Nullable Steps steps;
  private @Nullable StampedChunk current;

  /**
   * @param takes whether a partition that is added, of that name, is to be read by this one
   */
  LogSourceReader(
      LogSource source,
      LogReading reading,
      List<PartitionMark> marks,
      Predicate<String> takes,
      Stepping stepping) {
    this.source = source;
    this.marks = new ArrayList<>(marks);
    marks.forEach(mark -> watermarks.add(begun(mark, reading.tides())));
    this.fetcher = new LogFetcher(reading, marks, takes, handOver);
    this.stepping = stepping;
    this.reading = reading;
  }

  /** Minus infinity, where the tide table may tell of an earlier watermark than the mark's. */
  private static Instant begun(PartitionMark mark, TideTable tides) {
    if (mark.ended()) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    return tides.isKept()
        ? BoundedWindow.TIMESTAMP_MIN_VALUE
        : Instant.ofEpochMilli(mark.watermark());
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    showBacklogs();
    for (Fetched next = next(); next != null; next = next()) {
      if (next.partition() == marks.size()) {
        marks.add(next.mark());
        watermarks.add(next.watermark());
      } else {
        marks.set(next.partition(), next.mark());
        watermarks.set(next.partition(), next.watermark());
      }
      if (next.chunk() != null) {
        current = handOver.isEmpty() ? next.chunk().asNewest() : next.chunk();
        return true;
      }
    }
    return false;
  }

  private @Nullable Fetched next() throws IOException {
    if (steps == null) {
      steps = stepping.begin(fetcher, handOver);
    }
    steps.await();
    return handOver.take();
  }

  private void showBacklogs() {
    gauges.show(
        handOver.backlogs(),
        marks,
        reading.stamping().outOfOrderness().toMillis(),
        reading.clock().millis());
  }

  /** Of what was not fetched yet. */
  @Override
  public long getSplitBacklogBytes() {
    List<Backlog> backlogs = handOver.backlogs();
    return backlogs.isEmpty() ? BACKLOG_UNKNOWN : backlogs.stream().mapToLong(Backlog::bytes).sum();
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
    return Collections.min(watermarks);
  }

  @Override
  public LogMark getCheckpointMark() {
    return new LogMark(marks, fetcher::makeDurable);
  }

  @Override
  public UnboundedSource<Chunk, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    if (steps != null) {
      steps.close();
      steps = null;
    }
  }
}
