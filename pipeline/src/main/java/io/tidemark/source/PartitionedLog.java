package io.tidemark.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Source partitions that can be read from any position, each in its order. */
interface PartitionedLog extends Serializable {

  /**
   * Where the reading of every partition starts.
   *
   * @param bounded whether each ends where its log ends now
   */
  List<PartitionMark> start(boolean bounded, long now) throws IOException;

  /** All partitions at their first arrivals, of a log to which partitions can be added. */
  List<PartitionMark> earliest(long now) throws IOException;

  /** A reader that goes on from {@code marks}; costs little, so that it may be done often. */
  LogReader open(List<PartitionMark> marks, ReaderClock clock) throws IOException;
}
