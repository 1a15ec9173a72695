package io.tidemark.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What was fetched and is not handed out yet, in order: a few chunks at most, if its fetcher waits
 * for room. One thread puts, another takes.
 */
final class HandOver {
  private static final int MOST_CHUNKS = 4;

  private final Queue<Fetched> waiting = new ArrayDeque<>();
  private int chunks;
  private volatile List<Backlog> backlogs = List.of();
  private boolean closed;
  private @Nullable Throwable failure;

  synchronized void put(Fetched fetched) {
    waiting.add(fetched);
    if (fetched.chunk() != null) {
      chunks++;
    }
    notifyAll();
  }

  /**
   * What comes next; null: nothing is there yet.
   *
   * @throws IOException the fetching failed, and all that came before was taken
   */
  synchronized @Nullable Fetched take() throws IOException {
    Fetched next = waiting.poll();
    if (next == null && failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    if (next != null && next.chunk() != null) {
      chunks--;
      notifyAll();
    }
    return next;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  synchronized boolean hasRoom() {
    return chunks < MOST_CHUNKS;
  }

  /**
   * Waits for room for a chunk.
   *
   * @return whether there is; else it was closed
   */
  synchronized boolean awaitRoom() throws InterruptedException {
    while (!closed && !hasRoom()) {
      wait();
    }
    return !closed;
  }

  /**
   * Waits for something to take, so many ms at most.
   *
   * @return whether there is something
   */
  synchronized boolean awaitFetched(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (waiting.isEmpty() && failure == null) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** What is left to fetch now, by partition. */
  void show(List<Backlog> left) {
    backlogs = left;
  }

  /** As it was shown last; empty: nothing is known yet. */
  List<Backlog> backlogs() {
    return backlogs;
  }

  /** Nothing more is put. */
  synchronized void fail(Throwable cause) {
    failure = cause;
    notifyAll();
  }

  /** Nothing more is taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
