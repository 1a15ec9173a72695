package io.tidemark.enrich;

import java.io.Serializable;

/** Time as the reading of a dimension sees it; a test has one that it moves itself. */
interface LoadClock extends Serializable {
  /** Ms since the epoch. */
  long millis();

  /**
   * Waits on {@code monitor}, which the caller holds, until it is notified or {@code time} has
   * come; may return sooner.
   */
  void await(Object monitor, long time) throws InterruptedException;

  static LoadClock system() {
    return new SystemClock();
  }

  /** That of this machine. */
  final class SystemClock implements LoadClock {
    private static final long serialVersionUID = 1L;

    private SystemClock() {}

    @Override
    public long millis() {
      return System.currentTimeMillis();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The callers loop.
    public void await(Object monitor, long time) throws InterruptedException {
      long left = time - millis();
      if (left > 0) {
        monitor.wait(left);
      }
    }
  }
}
