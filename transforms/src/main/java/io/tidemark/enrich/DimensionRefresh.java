package io.tidemark.enrich;

import java.time.Instant;

/**
 * Reads a dimension again, every so long from start to start, until it is closed. One read is under
 * way at a time: after one that took longer the next begins at once. After a failure it comes
 * sooner, see {@link Backoff}.
 */
final class DimensionRefresh implements Runnable {
  /** Between two reads that are asked for. */
  private static final long PACE_MILLIS = 1_000;

  private final SharedDimension shared;
  private final Loading loading;
  private final long every;
  private final Backoff backoff;
  private Load last;

  DimensionRefresh(SharedDimension shared, Loading loading, Refresh refresh, Load first) {
    this.shared = shared;
    this.loading = loading;
    this.every = refresh.every().toMillis();
    this.backoff = new Backoff(every);
    this.last = first;
  }

  @Override
  @SuppressWarnings("InterruptedExceptionSwallowed") // The thread is ours, and ends.
  public void run() {
    try {
      long begunAt = last.begunAt();
      long regularly = begunAt + every;
      long soonest = begunAt + Math.min(every, PACE_MILLIS);
      while (shared.awaitTurn(regularly, soonest)) {
        begunAt = loading.clock().millis();
        if (refresh()) {
          regularly = begunAt + every;
          soonest = begunAt + Math.min(every, PACE_MILLIS);
        } else {
          regularly = loading.clock().millis() + backoff.next();
          soonest = regularly;
        }
      }
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  /** Whether it went well. An Error, such as no memory, is a failure like any other. */
  @SuppressWarnings("CatchingUnchecked")
  private boolean refresh() throws InterruptedException {
    try {
      last = loading.read(last);
      shared.publish(last);
      backoff.reset();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | Error e) {
      shared.failed(
          e,
          "could not be read again, events get what was read at %s: "
              .formatted(Instant.ofEpochMilli(last.begunAt())));
      return false;
    }
  }
}
