package io.tidemark.cli;

import io.tidemark.run.Launch;
import io.tidemark.run.LaunchException;
import io.tidemark.run.Running;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Stays with a run until it ends: a progress line, Ctrl-C, and what came of it. */
final class Watch {
  private static final long TICK_MILLIS = 200;
  private static final int TICKS_A_LINE = 25;

  private final PrintStream err;
  private final Launch launch;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private volatile @Nullable Running started;
  private volatile boolean ended;

  Watch(PrintStream err, Launch launch) {
    this.err = err;
    this.launch = launch;
  }

  /** Starts the run and returns the exit code when it has ended. */
  int run() throws SpecException, UnreachableException, LaunchException, InterruptedException {
    err.println(launch.announcement());
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "tidemark-stop"));
    try (Running running = launch.start()) {
      started = running;
      Optional<String> job = running.detachedJob();
      if (job.isPresent()) {
        err.println("submitted as job " + job.get());
        return Exit.DONE;
      }
      return watch(running);
    } finally {
      ended = stopAsked.getCount() > 0;
    }
  }

  /** A signal ends the JVM with a code of its own, unless it is halted first. */
  private void stopOnSignal() {
    if (ended) {
      return;
    }
    stopAsked.countDown();
    err.println("stopping");
    if (started != null) {
      started.stop();
      started.close();
    }
    err.println("stopped");
    err.flush();
    Runtime.getRuntime().halt(Exit.DONE);
  }

  private int watch(Running running) throws InterruptedException {
    int ticks = 0;
    while (!running.isDone()) {
      if (stopAsked.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        return Exit.DONE;
      }
      if (++ticks % TICKS_A_LINE == 0) {
        say(running.counters());
      }
    }
    Optional<String> failure = running.failure();
    if (failure.isPresent()) {
      err.println(
          "the run failed: " + Secrets.mask(failure.get(), launch.spec().connections().values()));
      return Exit.FAILED;
    }
    err.println(summary(running.counters()));
    return Exit.DONE;
  }

  /** Flink tells its counters only at the end. */
  private void say(Map<String, Long> counters) {
    if (arrivals(counters) > 0) {
      err.println(summary(counters));
    }
  }

  private static long arrivals(Map<String, Long> counters) {
    return counters.getOrDefault("arrivals", 0L);
  }

  private static String summary(Map<String, Long> counters) {
    long arrivals = arrivals(counters);
    long dead = counters.getOrDefault("deadLetters", 0L);
    long duplicates = counters.getOrDefault("duplicates", 0L);
    return String.format(
        Locale.ROOT,
        "arrivals %,d = dead letters %,d + duplicates %,d + kept %,d; too late for a window %,d",
        arrivals,
        dead,
        duplicates,
        arrivals - dead - duplicates,
        counters.getOrDefault("lateEvents", 0L));
  }
}
