package io.tidemark.decode;

import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;

/** What became of one arrival: a row with its event time, or the reason why there is none. */
public sealed interface Decoded {

  /**
   * @param cells of the decoder's schema
   * @param time event time, ms since the epoch, finer digits cut off
   */
  record Accepted(Cells cells, long time) implements Decoded {}

  /**
   * @param message the field, what was found there, and what was expected
   */
  record Refused(DeadLetter.Reason reason, String message) implements Decoded {}
}
