package io.tidemark.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads some partitions of a log, each in its order. For one thread at a time. */
interface LogReader extends Closeable {

  /** What comes next in one of the partitions; null: nothing has come within a short wait. */
  @Nullable LogPoll poll() throws IOException;

  /** Polls nothing more of {@code partitions}, and of all others, until told otherwise. */
  void pause(Set<Integer> partitions);

  /** What is left of a partition; asks nobody. */
  Backlog backlog(int partition);

  /**
   * Asks which of {@code partitions} have nothing left to poll.
   *
   * @return those whose end was seen to be where their reading stands, and a time, ms since the
   *     epoch, when that was so: what arrives later arrives after it
   */
  Map<Integer, Long> observeEnds(List<Integer> partitions);

  /** Asks which partitions whose names are {@code wanted} are there, at their first arrivals. */
  List<PartitionMark> list(Predicate<String> wanted);

  /** Reads one more partition, from its mark. */
  void add(PartitionMark mark);

  /** Notes with the log's own system, if it keeps such notes, that all before was dealt with. */
  void commit(List<PartitionMark> marks);
}
