package io.tidemark.source;

/** What is done at most once in so many ms. */
final class Pace {
  private final long interval;
  private boolean begun;
  private long last;

  Pace(long intervalMillis) {
    this.interval = intervalMillis;
  }

  boolean isDue(long now) {
    return !begun || now - last >= interval;
  }

  void begin(long now) {
    begun = true;
    last = now;
  }
}
