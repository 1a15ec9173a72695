package io.tidemark.source;

import com.google.common.math.LongMath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * In what order a backlog of several partitions is read: that of event time, to a minute. Who is
 * further than that ahead of the last partition waits for it, so windows close one after another,
 * and state holds little more than the open ones. A partition that has nothing left holds up none.
 */
final class ReadOrder {
  private static final long MOST_AHEAD_MILLIS = 60_000;

  private ReadOrder() {}

  /**
   * Those that are to wait.
   *
   * @param hasMore whether a partition is known to have something that was not polled
   */
  static Set<Integer> waiting(List<StampedPartition> partitions, IntPredicate hasMore) {
    Set<Integer> waiting = new HashSet<>();
    if (partitions.size() == 1) {
      return waiting;
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < partitions.size(); i++) {
      StampedPartition partition = partitions.get(i);
      if (!partition.ended() && partition.stands() < least && hasMore.test(i)) {
        least = partition.stands();
      }
    }
    long most = LongMath.saturatedAdd(least, MOST_AHEAD_MILLIS);
    for (int i = 0; i < partitions.size(); i++) {
      if (!partitions.get(i).ended() && partitions.get(i).stands() > most) {
        waiting.add(i);
      }
    }
    return waiting;
  }
}
