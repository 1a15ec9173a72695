package io.tidemark.model;

import java.io.Serializable;

/**
 * How many of each {@link LedgerTerm} there were. Of the pipeline they are arrivals; of a view
 * (event, window) pairs, of a view without windows events.
 */
public record LedgerCounts(
    long arrivals,
    long deadLetters,
    long duplicates,
    long kept,
    long filtered,
    long accepted,
    long tooLate)
    implements Serializable {
  public static final LedgerCounts NONE = new LedgerCounts(0, 0, 0, 0, 0, 0, 0);

  /** {@code count} of one term. */
  public static LedgerCounts of(LedgerTerm term, long count) {
    return new LedgerCounts(
        term == LedgerTerm.ARRIVALS ? count : 0,
        term == LedgerTerm.DEAD_LETTERS ? count : 0,
        term == LedgerTerm.DUPLICATES ? count : 0,
        term == LedgerTerm.KEPT ? count : 0,
        term == LedgerTerm.FILTERED ? count : 0,
        term == LedgerTerm.ACCEPTED ? count : 0,
        term == LedgerTerm.TOO_LATE ? count : 0);
  }

  public LedgerCounts plus(LedgerCounts other) {
    return new LedgerCounts(
        arrivals + other.arrivals,
        deadLetters + other.deadLetters,
        duplicates + other.duplicates,
        kept + other.kept,
        filtered + other.filtered,
        accepted + other.accepted,
        tooLate + other.tooLate);
  }

  /** How many arrivals of the pipeline became nothing; negative: more became something. */
  public long lostByPipeline() {
    return arrivals - deadLetters - duplicates - kept;
  }

  /** How many pairs of a view became nothing; negative: more became something. */
  public long lostByView() {
    return kept - filtered - accepted - tooLate;
  }
}
