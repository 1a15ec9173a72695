package io.tidemark.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that runs the steps of one fetcher, so that no reader waits for a broker. */
final class FetchThread implements Stepping.Steps {
  private static final Logger LOG = LoggerFactory.getLogger(FetchThread.class);

  /** A runner that is told there is nothing sleeps for longer than that: Flink's for 50 ms. */
  private static final long LONGEST_AWAIT_MILLIS = 10;

  /** A reader to which nothing came for so long takes no time from the others of its runner. */
  private static final long NANOS_UNTIL_QUIET = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long PAUSE_MILLIS = 1;
  private static final long LONGEST_CLOSE_MILLIS = 10_000;

  private final LogFetcher fetcher;
  private final HandOver handOver;
  private final Thread thread;
  private long heard = System.nanoTime();

  private FetchThread(LogFetcher fetcher, HandOver handOver) {
    this.fetcher = fetcher;
    this.handOver = handOver;
    this.thread = new Thread(this::run, "tidemark-fetch-" + fetcher.name());
    thread.setDaemon(true);
  }

  static FetchThread begin(LogFetcher fetcher, HandOver handOver) {
    FetchThread begun = new FetchThread(fetcher, handOver);
    begun.thread.start();
    return begun;
  }

  private void run() {
    try (fetcher) {
      while (handOver.awaitRoom() && !fetcher.ended()) {
        if (!fetcher.step()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      handOver.fail(e);
    } catch (IOException | RuntimeException | Error e) {
      handOver.fail(e);
    }
  }

  @Override
  public void await() throws IOException {
    boolean quiet = System.nanoTime() - heard > NANOS_UNTIL_QUIET;
    try {
      if (handOver.awaitFetched(quiet ? 0 : LONGEST_AWAIT_MILLIS)) {
        heard = System.nanoTime();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void close() throws IOException {
    handOver.close();
    try {
      thread.join(LONGEST_CLOSE_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (thread.isAlive()) {
      LOG.warn("{} does not end yet: it waits for an answer", thread.getName());
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the fetch thread");
  }
}
