package io.tidemark.source;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A partitioned log as an unbounded source of chunks: decoded and stamped where they are read.
 *
 * <p>Each chunk holds arrivals of one partition, in order. The checkpoint holds the position and
 * the watermark at that very position, so a restored reader makes the same stamps: every arrival
 * once in the state of the runner, for every runner that restores its readers with its state. The
 * watermark is the minimum over the partitions of their watermark before what was not emitted yet;
 * partitions that ended do not count, and when all ended so has the source.
 *
 * <p>The partitions are those that are there when the runner splits the source, and those that are
 * added later, while it runs or before a restore: each is read from its first arrival by one of the
 * readers, and its watermark begins at the least one that this reader has then.
 */
final class LogSource extends UnboundedSource<Chunk, LogMark> {
  private final LogReading reading;
  private final Stepping stepping;
  private final @Nullable List<PartitionMark> partitions;
  private final @Nullable Share share;

  private LogSource(
      LogReading reading,
      Stepping stepping,
      @Nullable List<PartitionMark> partitions,
      @Nullable Share share) {
    this.reading = reading;
    this.stepping = stepping;
    this.partitions = partitions == null ? null : List.copyOf(partitions);
    this.share = share;
  }

  /** All partitions of a log. */
  static LogSource of(LogReading reading) {
    return new LogSource(reading, FetchThread::begin, null, null);
  }

  /** With {@code stepping} in the place of a thread for each reader. */
  LogSource withStepping(Stepping stepping) {
    return new LogSource(reading, stepping, partitions, share);
  }

  @Override
  public List<LogSource> split(int desired, PipelineOptions options) throws IOException {
    List<PartitionMark> all = partitions();
    Set<String> known = names(all);
    int splits = Math.max(1, Math.min(desired, all.size()));
    List<LogSource> sources = new ArrayList<>(splits);
    for (int split = 0; split < splits; split++) {
      List<PartitionMark> some = new ArrayList<>();
      for (int i = split; i < all.size(); i += splits) {
        some.add(all.get(i));
      }
      sources.add(new LogSource(reading, stepping, some, new Share(split, splits, known)));
    }
    return sources;
  }

  private List<PartitionMark> partitions() throws IOException {
    return partitions == null ? reading.log().start(false, reading.clock().millis()) : partitions;
  }

  @Override
  public LogSourceReader createReader(PipelineOptions options, @Nullable LogMark mark)
      throws IOException {
    List<PartitionMark> marks = mark == null ? partitions() : goingOn(mark);
    return new LogSourceReader(this, reading, marks, this::takes, stepping);
  }

  private boolean takes(String added) {
    return share != null && share.takes(added);
  }

  private List<PartitionMark> goingOn(LogMark mark) throws IOException {
    if (share == null || !mark.isRestored()) {
      return mark.partitions();
    }
    List<PartitionMark> marks = new ArrayList<>(mark.partitions());
    Set<String> restored = names(marks);
    long least = marks.stream().mapToLong(PartitionMark::watermark).min().orElse(Event.BEFORE_ALL);
    for (PartitionMark added : reading.log().earliest(reading.clock().millis())) {
      if (takes(added.partition()) && !restored.contains(added.partition())) {
        marks.add(added.withWatermark(least));
      }
    }
    return marks;
  }

  private static Set<String> names(List<PartitionMark> marks) {
    return marks.stream().map(PartitionMark::partition).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Coder<LogMark> getCheckpointMarkCoder() {
    return LogMarkCoder.of();
  }

  @Override
  public Coder<Chunk> getOutputCoder() {
    return ChunkCoder.of(reading.stamping().schema());
  }

  /**
   * Which of the partitions that are added later fall to a split.
   *
   * @param number of the split
   * @param of all splits
   * @param known the partitions that were there when the source was split
   */
  private record Share(int number, int of, Set<String> known) implements Serializable {

    boolean takes(String partition) {
      return !known.contains(partition) && Math.floorMod(partition.hashCode(), of) == number;
    }
  }
}
