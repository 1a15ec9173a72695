package io.tidemark.decode;

/** Who judges whether an event time is too far in the future. */
public enum FutureJudge {
  /** The arrival time, by {@code futureTolerance}. */
  CLOCK,
  /** It was judged before, and refused. */
  REFUSED,
  /** It was judged before, and was none. */
  ACCEPTED
}
