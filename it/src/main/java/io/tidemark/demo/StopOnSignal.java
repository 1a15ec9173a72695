package io.tidemark.demo;

import io.tidemark.cli.Exit;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes what a verb started when the JVM ends: after a signal only when the verb has stopped, or
 * has not within 15 s, and then the exit code is that of a clean stop.
 */
public final class StopOnSignal {
  private static final long PATIENCE_SECONDS = 15;

  private final Runnable stop;
  private final Closeable started;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean asked;

  private StopOnSignal(Runnable stop, Closeable started) {
    this.stop = stop;
    this.started = started;
  }

  /**
   * From here on until the JVM ends.
   *
   * @param stop asks the verb to stop; called on another thread
   */
  public static StopOnSignal of(Runnable stop, Closeable started) {
    StopOnSignal onSignal = new StopOnSignal(stop, started);
    Runtime.getRuntime().addShutdownHook(new Thread(onSignal::onExit, "tidemark-close"));
    return onSignal;
  }

  /** Whether a signal came before the verb had ended. */
  public boolean isAsked() {
    return asked;
  }

  /** The verb has ended, by itself or because it was asked to. */
  public void ended() {
    ended.countDown();
  }

  private void onExit() {
    asked = ended.getCount() > 0;
    try {
      if (asked) {
        System.err.println("stopping");
        stop.run();
        boolean clean = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        System.err.println(clean ? "stopped" : "not stopped in time");
      }
      started.close();
    } catch (IOException e) {
      System.err.println("not everything was closed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (asked) {
      System.err.flush();
      Runtime.getRuntime().halt(Exit.DONE);
    }
  }
}
