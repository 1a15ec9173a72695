package io.tidemark.enrich;

/** How long to wait after each failure in a row: 1 s, doubled each time up to a minute. */
final class Backoff {
  private static final long FIRST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 60_000;

  private final long most;
  private long next;

  /**
   * @param most ms that it never exceeds
   */
  Backoff(long most) {
    this.most = Math.min(most, MOST_MILLIS);
    reset();
  }

  long next() {
    long wait = next;
    next = Math.min(most, 2 * next);
    return wait;
  }

  /** After a success. */
  void reset() {
    next = Math.min(most, FIRST_MILLIS);
  }
}
