package io.tidemark.model;

import java.io.Serializable;

/**
 * Names an arrival for ever: a replay of the source has the same positions.
 *
 * @param partition the source partition: {@code topic-3} for a Kafka topic-partition, a file's path
 * @param offset Kafka's offset; for a file the line's number, from 1, blank lines counted
 */
public record Position(String partition, long offset)
    implements Comparable<Position>, Serializable {

  @Override
  public int compareTo(Position other) {
    int byPartition = partition.compareTo(other.partition);
    return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
