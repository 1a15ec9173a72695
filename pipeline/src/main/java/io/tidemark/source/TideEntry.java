package io.tidemark.source;

/**
 * One row of the tide table: what the log alone does not tell.
 *
 * @param watermark of the partition just before the arrival at {@code offset}, ms since the epoch
 */
record TideEntry(String partition, long offset, long watermark, Kind kind) {

  /** Why it was written. The order is that in which those of one offset are applied. */
  enum Kind {
    /** A reading began there: whatever the watermark was before, it was this one. */
    START,
    /** The partition was new: its watermark began at that of the others. */
    NEW,
    /** The partition had been idle. */
    WAKE,
    /** A checkpoint, or a reading that went on from one. */
    CHECKPOINT,
    /** The arrival was refused because its event time was in the future by the reader's clock. */
    REFUSED
  }
}
