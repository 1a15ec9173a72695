package io.tidemark.source;

import io.tidemark.model.Event;
import java.io.Serializable;

/**
 * Where the reading of one source partition stands, and the watermark there: a reader that goes on
 * from it stamps what the first one would have stamped.
 *
 * @param partition its name in positions
 * @param offset of the next arrival, at the earliest
 * @param bytes of a file: where the line of {@code offset} begins; else 0
 * @param end what is at or after it is not read: an offset, of a file its length in bytes; {@link
 *     #NO_END} where the reading never ends
 * @param ended whether everything before {@code end} was read
 * @param watermark the partition watermark, ms since the epoch
 * @param chunks how many were read so far
 * @param quietSince when its last arrival was read, else when its reading began, ms since the epoch
 *     by the reader's clock
 */
record PartitionMark(
    String partition,
    long offset,
    long bytes,
    long end,
    boolean ended,
    long watermark,
    long chunks,
    long quietSince)
    implements Serializable {

  static final long NO_END = Long.MAX_VALUE;

  /** At the first arrival of a file of that many bytes. */
  static PartitionMark ofFile(String path, long length, long now) {
    return new PartitionMark(path, 1, 0, length, length == 0, Event.BEFORE_ALL, 0, now);
  }

  /** At {@code offset} of a log, to be read up to {@code end}. */
  static PartitionMark ofLog(String partition, long offset, long end, long now) {
    return new PartitionMark(partition, offset, 0, end, offset >= end, Event.BEFORE_ALL, 0, now);
  }

  /** This one with another watermark. */
  PartitionMark withWatermark(long other) {
    return new PartitionMark(partition, offset, bytes, end, ended, other, chunks, quietSince);
  }
}
