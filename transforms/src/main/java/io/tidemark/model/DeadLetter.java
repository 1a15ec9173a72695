package io.tidemark.model;

/**
 * An arrival that the pipeline could not use, whole.
 *
 * @param reason why, for machines
 * @param message why, for people: the field or check, and what was found there
 * @param stage the step that refused it: {@code decode}, {@code derive.NAME}, {@code checks.NAME},
 *     {@code dimensions.NAME}, {@code views.NAME.sink}
 * @param tidemark ms since the epoch, or {@link Event#BEFORE_ALL}: the watermark of its partition
 *     when it arrived
 */
public record DeadLetter(
    Reason reason, String message, String stage, long tidemark, Arrival arrival) {

  /** What can be wrong with an arrival. */
  public enum Reason {
    /** Not parseable. */
    MALFORMED,
    /** A required field is missing or of the wrong type. */
    SCHEMA,
    /** The event time is missing or cannot be read. */
    NO_EVENT_TIME,
    /** The event time is later than the arrival time + futureTolerance. */
    FUTURE_EVENT_TIME,
    /** A data-quality check with {@code onFail: deadLetter}, or a derived field, failed. */
    CHECK_FAILED,
    /** No dimension row, with {@code onMiss: deadLetter}. */
    NO_DIMENSION,
    /** A sink refused this one row; the payload is the row as JSON. */
    SINK_REJECTED
  }
}
