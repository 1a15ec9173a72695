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

/**
 * Stays with a run until it ends: a progress line, the share of dead letters, Ctrl-C, and what came
 * of it.
 */
final class Watch {
  private static final long TICK_MILLIS = 200;
  private static final int TICKS_A_LINE = 25;

  /** Below this many arrivals a share of dead letters says nothing yet. */
  private static final long ENOUGH_ARRIVALS = 1000;

  private final PrintStream err;
  private final Launch launch;
  private final CountDownLatch stopAsked = new CountDownLatch(1);

  Watch(PrintStream err, Launch launch) {
    this.err = err;
    this.launch = launch;
  }

  /** Starts the run and returns the exit code when it has ended. */
  int run() throws SpecException, UnreachableException, LaunchException, InterruptedException {
    err.println(launch.announcement());
    try (Running running = launch.start()) {
      Optional<String> job = running.detachedJob();
      if (job.isPresent()) {
        err.println("submitted as job " + job.get());
        return Exit.DONE;
      }
      Thread onSignal = new Thread(() -> stopOnSignal(running), "tidemark-stop");
      Runtime.getRuntime().addShutdownHook(onSignal);
      int code = watch(running);
      if (stopAsked.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      }
      return code;
    }
  }

  /** A signal ends the JVM with a code of its own, unless it is halted first. */
  private void stopOnSignal(Running running) {
    stopAsked.countDown();
    err.println("stopping");
    running.close();
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
        Map<String, Long> counters = running.counters();
        err.println(summary(counters));
        if (arrivals(counters) >= ENOUGH_ARRIVALS && tooManyDead(counters)) {
          running.stop();
          return Exit.FAILED;
        }
      }
    }
    Optional<String> failure = running.failure();
    if (failure.isPresent()) {
      err.println("the run failed: " + Secrets.mask(failure.get()));
      return Exit.FAILED;
    }
    Map<String, Long> counters = running.counters();
    err.println(summary(counters));
    return tooManyDead(counters) ? Exit.FAILED : Exit.DONE;
  }

  private boolean tooManyDead(Map<String, Long> counters) {
    Optional<Double> failAbove = launch.spec().deadLetters().failAbove();
    long dead = counters.getOrDefault("deadLetters", 0L);
    boolean tooMany = failAbove.isPresent() && dead > failAbove.get() * arrivals(counters);
    if (tooMany) {
      err.printf(
          Locale.ROOT,
          "the run failed: %,d of %,d arrivals are dead letters, more than failAbove %.0f%%:"
              + " look at their reasons in deadLetters%n",
          dead,
          arrivals(counters),
          failAbove.get() * 100);
    }
    return tooMany;
  }

  private static long arrivals(Map<String, Long> counters) {
    return counters.getOrDefault("arrivals", 0L);
  }

  private static String summary(Map<String, Long> counters) {
    long arrivals = arrivals(counters);
    long dead = counters.getOrDefault("deadLetters", 0L);
    return String.format(
        Locale.ROOT,
        "arrivals %,d = dead letters %,d + kept %,d; too late for a window %,d",
        arrivals,
        dead,
        arrivals - dead,
        counters.getOrDefault("lateEvents", 0L));
  }
}
