package io.tidemark.cli;

import io.tidemark.model.LedgerCounts;
import io.tidemark.report.LedgerReport;
import io.tidemark.run.Launch;
import io.tidemark.run.LaunchException;
import io.tidemark.run.Running;
import io.tidemark.sink.ReadLedger;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import io.tidemark.spec.ViewSpec;
import java.io.PrintStream;
import java.util.List;
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

  private int watch(Running running)
      throws SpecException, UnreachableException, InterruptedException {
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
      return UnreachableException.isReason(failure.get()) ? Exit.UNREACHABLE : Exit.FAILED;
    }
    LedgerReport.summary(sums(running)).forEach(err::println);
    LedgerReport.rejected(running.counters()).forEach(err::println);
    return Exit.DONE;
  }

  /** From the ledger, if the run keeps one; of a stream it holds the runs before it, too. */
  private Map<String, LedgerCounts> sums(Running running)
      throws SpecException, UnreachableException {
    if (launch.spec().ledger().isEmpty()) {
      return byView(running.counters());
    }
    List<ReadLedger.Sum> sums =
        ReadLedger.of(launch.spec().ledger().get(), launch.spec().name()).sums().orElse(List.of());
    return LedgerReport.byView(sums, launch.plan().run());
  }

  private Map<String, LedgerCounts> byView(Map<String, Long> counters) {
    return LedgerReport.byView(
        counters, launch.spec().views().stream().map(ViewSpec::name).toList());
  }

  /** Flink tells its counters only at the end. */
  private void say(Map<String, Long> counters) {
    Map<String, LedgerCounts> sums = byView(counters);
    LedgerCounts pipeline = sums.getOrDefault("", LedgerCounts.NONE);
    if (pipeline.arrivals() > 0) {
      err.println(LedgerReport.progress(sums));
    }
  }
}
