package io.tidemark.drill;

import com.google.common.collect.ImmutableList;

/** An output of the drills' pipeline: what it is called, and what its rows hold. */
enum Output {
  EVENTS_LAKE("events to Iceberg", Shape.EVENTS, false),
  WINDOWS_LAKE("windows to Iceberg", Shape.WINDOWS, false),
  EVENTS_TABLE("events to Postgres", Shape.EVENTS, false),
  WINDOWS_TABLE("windows to Postgres", Shape.WINDOWS, false),
  WINDOWS_TOPIC("windows to Kafka, at-least-once", Shape.WINDOWS, true),
  EVENTS_EXACT("events to Kafka, exactly-once", Shape.EVENTS, false),
  WINDOWS_EXACT("windows to Kafka, exactly-once", Shape.WINDOWS, false),
  LATE("late events to Postgres", Shape.LATE, false),
  DEAD("dead letters to Postgres", Shape.DEAD, false),
  LEDGER("ledger in Postgres", Shape.LEDGER, false);

  private final String title;
  private final Shape shape;
  private final boolean mayDouble;

  Output(String title, Shape shape, boolean mayDouble) {
    this.title = title;
    this.shape = shape;
    this.mayDouble = mayDouble;
  }

  String title() {
    return title;
  }

  Shape shape() {
    return shape;
  }

  /** Whether a row may be there again: a reader that keeps the newest is then still exact. */
  boolean mayDouble() {
    return mayDouble;
  }

  /** The columns of rows. */
  enum Shape {
    EVENTS(
        ImmutableList.of("source_partition", "source_offset"),
        ImmutableList.of("id", "ts", "host", "status", "bytes", "tidemark")),
    WINDOWS(
        ImmutableList.of("host", "window_start"),
        ImmutableList.of("window_end", "n", "errors", "bytes", "revision")),
    LATE(
        ImmutableList.of("view", "source_partition", "source_offset"),
        ImmutableList.of(
            "window_start", "window_end", "id", "ts", "host", "status", "bytes", "tidemark")),
    DEAD(
        ImmutableList.of("source_partition", "source_offset"),
        ImmutableList.of("reason", "payload")),
    LEDGER(
        ImmutableList.of("view"),
        ImmutableList.of("arrivals", "dead_letters", "kept", "accepted", "too_late"));

    private final ImmutableList<String> identity;
    private final ImmutableList<String> columns;

    Shape(ImmutableList<String> identity, ImmutableList<String> columns) {
      this.identity = identity;
      this.columns = columns;
    }

    /** The columns of which there must be one row each. */
    ImmutableList<String> identity() {
      return identity;
    }

    /** The columns that the oracle knows beside them. */
    ImmutableList<String> columns() {
      return columns;
    }
  }
}
