package io.tidemark.sink;

import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The shape of one output's rows, whichever system holds them.
 *
 * @param output the view's name, {@code lateEvents}, {@code deadLetters} or {@code ledger}
 * @param schema the columns as the contract lists them
 * @param identity the columns that name a row: groupBy + window_start (+ window_end for sessions),
 *     or source_partition + source_offset (+ what tells apart several rows of one position)
 * @param groupBy the first columns of a windowed view's rows; else empty
 * @param timeColumn by which a row belongs to a slice: window_end, or the event time's column;
 *     empty: rows are replaced by identity
 * @param withdrawable how long past the end of its window a streamed row may still be withdrawn by
 *     a RETRACTED one; empty: no row ever is
 * @param longestSession of a view of sessions, how long one can be; empty: of no known length
 */
public record Table(
    String output,
    Kind kind,
    Schema schema,
    List<String> identity,
    List<String> groupBy,
    Optional<String> timeColumn,
    Optional<Duration> withdrawable,
    Optional<Duration> longestSession)
    implements Serializable {
  /** The columns of a windowed view's rows that tell one pane of a (key, window) from another. */
  public static final String PANE = "pane";

  public static final String GENERATION = "generation";
  public static final String REVISION = "revision";

  public static final String WINDOW_START = "window_start";
  public static final String WINDOW_END = "window_end";

  /** One whose rows are never withdrawn. */
  public Table(
      String output,
      Kind kind,
      Schema schema,
      List<String> identity,
      List<String> groupBy,
      Optional<String> timeColumn) {
    this(output, kind, schema, identity, groupBy, timeColumn, Optional.empty(), Optional.empty());
  }

  /** This, with rows that may be withdrawn until {@code pastEnd} after the end of their window. */
  public Table withdrawable(Duration pastEnd) {
    return new Table(
        output, kind, schema, identity, groupBy, timeColumn, Optional.of(pastEnd), longestSession);
  }

  /** This, with rows that are replaced by identity. */
  public Table withoutTime() {
    return new Table(
        output, kind, schema, identity, groupBy, Optional.empty(), withdrawable, longestSession);
  }

  /** Whether these are panes of a windowed view. */
  public boolean panes() {
    return kind == Kind.PANES;
  }

  /**
   * The columns whose sum tells, of two rows of one identity and generation, which is newer: the
   * greater; none: the one that comes later.
   */
  List<String> growing() {
    return switch (kind) {
      case PANES -> List.of(REVISION);
      case LEDGER ->
          List.copyOf(schema.names().subList(schema.indexOf(GENERATION) + 1, schema.size()));
      case EVENTS, LATE_EVENTS, DEAD_LETTERS -> List.of();
    };
  }

  /** Whether a stored row may hold null there: a retracted pane's measures are null. */
  public boolean mayBeNull(Field field) {
    return field.nullable() || measure(field.name());
  }

  private boolean measure(String column) {
    return panes()
        && !groupBy.contains(column)
        && !List.of(WINDOW_START, WINDOW_END, PANE, GENERATION, REVISION).contains(column);
  }

  /** Whether a row with {@code time} in its {@link #timeColumn} belongs to {@code slice}. */
  public boolean inSlice(Instant time, Slice slice) {
    return byWindowEnd() ? slice.holdsWindowEnd(time) : slice.holdsEvent(time);
  }

  /** Whether {@link #timeColumn} is the end of a window. */
  boolean byWindowEnd() {
    return kind == Kind.PANES || kind == Kind.LATE_EVENTS;
  }

  /** What the rows are. */
  public enum Kind {
    /** Panes of a windowed view; the columns pane, generation and revision are there. */
    PANES,
    EVENTS,
    LATE_EVENTS,
    DEAD_LETTERS,
    /** Counts of the ledger's cells; the column generation is there. */
    LEDGER
  }
}
