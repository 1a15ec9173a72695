package io.tidemark.model;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An arrival that the pipeline could not use, whole.
 *
 * @param reason why, for machines
 * @param message why, for people: the field or check, and what was found there
 * @param stage the step that refused it: {@code decode}, {@code derive.NAME}, {@code checks.NAME},
 *     {@code dimensions.NAME}, {@code sink NAME}
 * @param time event time, ms since the epoch; null where it had no acceptable one
 * @param tidemark ms since the epoch, or {@link Event#BEFORE_ALL}: the watermark of its partition
 *     when it arrived
 */
public record DeadLetter(
    Reason reason,
    String message,
    String stage,
    @Nullable Long time,
    long tidemark,
    Arrival arrival) {

  /** That {@code event} was refused by {@code stage}. */
  public static DeadLetter of(Event event, Reason reason, String message, String stage) {
    return new DeadLetter(reason, message, stage, event.time(), event.tidemark(), event.arrival());
  }

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
