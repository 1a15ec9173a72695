package io.tidemark.sink;

import io.tidemark.model.Schema;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The shape of one output's rows, whichever system holds them.
 *
 * @param output the view's name, {@code lateEvents} or {@code deadLetters}
 * @param schema the columns as the contract lists them
 * @param identity the columns that name a row: groupBy + window_start (+ window_end for sessions),
 *     or source_partition + source_offset (+ what tells apart several rows of one position)
 * @param groupBy the first columns of a windowed view's rows; else empty
 * @param timeColumn by which a row belongs to a slice: window_end, or the event time's column;
 *     empty: rows are replaced by identity
 */
public record Table(
    String output,
    Kind kind,
    Schema schema,
    List<String> identity,
    List<String> groupBy,
    Optional<String> timeColumn)
    implements Serializable {

  /** What the rows are. */
  public enum Kind {
    /** Panes of a windowed view; the columns pane, generation and revision are there. */
    PANES,
    EVENTS,
    LATE_EVENTS,
    DEAD_LETTERS
  }
}
