package io.tidemark.source;

import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The durable record of a pipeline's watermarks, from which a replay of its log gets the stamps
 * that the stream made.
 */
interface TideTable extends Serializable {

  /**
   * What is recorded of some partitions, by partition and offset, those of one offset in the order
   * of their kinds.
   *
   * @param from the first offset that is wanted of each
   * @throws UnreachableException it does not answer, which may pass
   */
  List<TideEntry> read(Map<String, Long> from) throws IOException, UnreachableException;

  /**
   * Records entries; durable when it returns. One that is there with a lower watermark is raised.
   *
   * @throws UnreachableException it does not answer, which may pass; it may have recorded them
   */
  void append(List<TideEntry> entries) throws IOException, UnreachableException;

  /** Whether anything is recorded at all. */
  boolean isKept();

  /** Of a pipeline that keeps none. */
  static TideTable none() {
    return new NoTideTable();
  }
}
