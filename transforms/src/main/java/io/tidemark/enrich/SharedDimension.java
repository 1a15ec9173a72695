package io.tidemark.enrich;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dimension of one step, as all threads of this JVM share it: read on first use, by one thread
 * while the others wait, and then, where it is refreshed, by a daemon thread until the last of them
 * lets go.
 *
 * <p>The one static state of this room: a runner makes a copy of a DoFn for each thread, and a
 * static is the only thing that they all see. Without it each would read the dimension itself, and
 * hold it. What is static is only which steps run now; {@link #release} takes them out again, which
 * both runners see to, by {@code @Teardown}, when a run ends, fails or is cancelled.
 *
 * <p>A user sees a complete read or none. A first read that fails is repeated for a minute, then is
 * an error; one whose rows are wrong is an error at once. A refresh that fails, for either reason,
 * leaves the last good read in place until that is older than {@code maxAge}.
 */
final class SharedDimension {
  /** How long a first read is repeated. */
  static final long FIRST_READ_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(SharedDimension.class);

  /** Guarded by itself, as are the users of each. */
  private static final Map<String, SharedDimension> IN_USE = new HashMap<>();

  private final Loading loading;
  private final LoadClock clock;
  private final Consumer<String> log;
  private final ReentrantLock firstRead = new ReentrantLock();
  private int users;
  private volatile @Nullable Load current;
  private volatile @Nullable String lastFailure;
  private volatile @Nullable Thread refresher;
  private volatile boolean closed;

  /** The time that somebody waits to see covered; guarded by this. */
  private long asked = Long.MIN_VALUE;

  SharedDimension(Loading loading, Consumer<String> log) {
    this.loading = loading;
    this.clock = loading.clock();
    this.log = log;
  }

  /** That of the step, for one more user. */
  static SharedDimension acquire(Loading loading) {
    synchronized (IN_USE) {
      SharedDimension shared =
          IN_USE.computeIfAbsent(loading.id(), id -> new SharedDimension(loading, LOG::warn));
      shared.users++;
      return shared;
    }
  }

  /** To be called once by each that acquired it; after the last call nothing of it is left. */
  void release() {
    synchronized (IN_USE) {
      users--;
      if (users == 0) {
        IN_USE.remove(loading.id());
        close();
      }
    }
  }

  /** Whether a step of this JVM reads from {@code source}. */
  static boolean inUse(DimensionSource source) {
    synchronized (IN_USE) {
      return IN_USE.values().stream().anyMatch(used -> used.loading.source().equals(source));
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
    Thread thread = refresher;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * The newest complete read. Costs a read of a volatile and of the clock, once there is one.
   *
   * @throws DimensionException it is older than {@code maxAge}, or the first one found wrong rows
   * @throws IOException the source did not answer for a minute
   */
  Load load() throws IOException, InterruptedException {
    Load load = current;
    if (load == null) {
      load = first();
    }
    requireFresh(load);
    return load;
  }

  /** Waits for a read that covers {@code time}, which is begun as soon as it can be. */
  Load loadCovering(long time) throws IOException, InterruptedException {
    Load load = load();
    while (!load.covers(time)) {
      synchronized (this) {
        if (closed) {
          throw new CancellationException("dimension %s is closed".formatted(loading.name()));
        }
        if (!requireNonNull(current).covers(time)) {
          asked = Math.max(asked, time);
          notifyAll();
          clock.await(this, loading.tooOldAt(load));
        }
      }
      load = load();
    }
    return load;
  }

  private Load first() throws IOException, InterruptedException {
    firstRead.lockInterruptibly();
    try {
      Load load = current;
      if (load == null) {
        load = readForAMinute();
        publish(load);
        if (loading.refresh() != null && load.changes()) {
          startRefreshing(load, loading.refresh());
        }
      }
      return load;
    } finally {
      firstRead.unlock();
    }
  }

  private Load readForAMinute() throws IOException, InterruptedException {
    Backoff backoff = new Backoff(Long.MAX_VALUE);
    long end = clock.millis() + FIRST_READ_MILLIS;
    while (true) {
      try {
        return loading.read(null);
      } catch (InterruptedException | DimensionException e) {
        throw e;
      } catch (Exception e) {
        failed(e, "is not read yet, events wait for it: ");
        long now = clock.millis();
        if (now >= end) {
          throw loading.unread(e, describe(e));
        }
        waitUntil(Math.min(end, now + backoff.next()));
      }
    }
  }

  private synchronized void startRefreshing(Load first, Refresh refresh) {
    if (!closed) {
      Thread thread =
          new Thread(
              new DimensionRefresh(this, loading, refresh, first), "dimension " + loading.name());
      thread.setDaemon(true);
      refresher = thread;
      thread.start();
    }
  }

  /** Lets everybody see {@code load} from now on. */
  synchronized void publish(Load load) {
    current = load;
    if (lastFailure != null) {
      log.accept("dimension %s is read again".formatted(loading.name()));
      lastFailure = null;
    }
    if (load.covers(asked)) {
      asked = Long.MIN_VALUE;
    }
    notifyAll();
  }

  /** Remembers that a read failed, and tells of the first one in a row. */
  void failed(Throwable failure, String consequence) {
    boolean told = lastFailure != null;
    lastFailure = describe(failure);
    if (!told && !closed) {
      log.accept("dimension %s %s%s".formatted(loading.name(), consequence, lastFailure));
    }
  }

  /**
   * Waits until {@code regularly}, or until a read is asked for that makes sense now: not before
   * the time that it is to cover, nor before {@code soonest}. False: it is closed.
   */
  synchronized boolean awaitTurn(long regularly, long soonest) throws InterruptedException {
    while (!closed) {
      long due = asked == Long.MIN_VALUE ? regularly : Math.max(asked, soonest);
      due = Math.min(due, regularly);
      if (clock.millis() >= due) {
        return true;
      }
      clock.await(this, due);
    }
    return false;
  }

  private synchronized void waitUntil(long time) throws InterruptedException {
    while (!closed && clock.millis() < time) {
      clock.await(this, time);
    }
    if (closed) {
      throw new CancellationException("dimension %s is closed".formatted(loading.name()));
    }
  }

  private void requireFresh(Load load) {
    if (clock.millis() >= loading.tooOldAt(load)) {
      throw loading.tooOld(load, lastFailure);
    }
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : message;
  }
}
