package io.tidemark.sink;

import io.tidemark.spec.ConnectionSpec;
import java.io.Serializable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long to wait for a database that is away: tries again with longer and longer pauses, up to 5
 * s. Who waits holds back what comes after it, and takes no more memory. Says once that it waits,
 * and once that it need not any more.
 */
final class PostgresPatience implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPatience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration BATCH = Duration.ofMinutes(5);

  private final @Nullable Duration atMost;
  private final Ticker ticker;

  private PostgresPatience(@Nullable Duration atMost, Ticker ticker) {
    this.atMost = atMost;
    this.ticker = ticker;
  }

  /** The time that passes, and waiting for it. */
  interface Ticker extends Serializable {
    long nanos();

    void sleep(Duration pause) throws InterruptedException;
  }

  /** Of a stream: as long as it takes. */
  static PostgresPatience endless() {
    return new PostgresPatience(null, new RealTicker());
  }

  /** Of a batch run, which someone can start again: some minutes. */
  static PostgresPatience ofBatch() {
    return new PostgresPatience(BATCH, new RealTicker());
  }

  /** The same patience by another clock. */
  PostgresPatience with(Ticker other) {
    return new PostgresPatience(atMost, other);
  }

  /** What is tried. */
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /**
   * Runs {@code attempt}; after a failure that may pass, again. So it may run twice with the first
   * run's transaction committed.
   *
   * @throws SQLException a failure that does not pass, or the patience is at its end
   */
  <T> T retrying(ConnectionSpec.Postgres server, Attempt<T> attempt) throws SQLException {
    long began = ticker.nanos();
    Duration pause = FIRST_PAUSE;
    boolean waits = false;
    while (true) {
      try {
        T result = attempt.run();
        if (waits) {
          LOG.info(
              "Postgres at {} answers again after {} s",
              PostgresFailure.address(server),
              since(began).toSeconds());
        }
        return result;
      } catch (SQLException e) {
        if (!PostgresFailure.mayPass(e) || isOver(since(began))) {
          throw e;
        }
        if (!waits && pause.compareTo(Duration.ofSeconds(1)) > 0) {
          waits = true;
          LOG.warn("{}; waiting for it", PostgresFailure.isNotReachable(server, e));
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private boolean isOver(Duration waited) {
    return atMost != null && waited.compareTo(atMost) >= 0;
  }

  private Duration since(long began) {
    return Duration.ofNanos(ticker.nanos() - began);
  }

  private void sleep(Duration pause) throws SQLException {
    try {
      ticker.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for Postgres", e);
    }
  }

  private static final class RealTicker implements Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }
  }
}
