package io.tidemark.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.bench.Contender.Started;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * The process of one contender: does the job over the smaller topic, then over the measured one.
 *
 * <p>The engine is started before. The clock and the CPU time of this process, garbage collector
 * and compiler included, run from before the job is submitted until the results topics hold as many
 * rows as there are answers; whether these are right is looked at afterwards by another process.
 * The ends of the results topics are asked for every 100 ms, of all contenders alike.
 *
 * <p>A job that restarts on its way writes rows twice, is over too early, and is found wrong.
 */
final class ContenderProcess {
  private static final long POLL_MILLIS = 100;
  private static final int POLLS_A_STATUS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private ContenderProcess() {}

  /**
   * Does one task.
   *
   * @param arguments the file of the {@link Task}
   */
  public static void main(String[] arguments) throws Exception {
    Task task = Task.read(Path.of(arguments[0]));
    try (Contender contender = Contenders.of(task.contender())) {
      cost(contender, task.warmUp());
      System.gc(); // The garbage of the warm-up is not the measured job's.
      if (task.recording().isEmpty()) {
        task.writeCost(cost(contender, task.measured()));
      } else {
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
          recording.start();
          task.writeCost(cost(contender, task.measured()));
          recording.dump(Path.of(task.recording()));
        }
      }
    }
    System.exit(0);
  }

  private static Cost cost(Contender contender, Job job) throws Exception {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long wall = System.nanoTime();
    try (Started started = contender.start(job)) {
      await(job, started);
      return new Cost((process.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
    }
  }

  private static void await(Job job, Started started) throws Exception {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    if (job.bounded()) {
      while (!started.isDone()) {
        pause(deadline, job.name());
      }
      return;
    }
    try (ResultsWatch watch = new ResultsWatch(job)) {
      for (int poll = 1; !watch.isComplete(); poll++) {
        if (poll % POLLS_A_STATUS == 0 && started.isDone() && !watch.isComplete()) {
          throw new IllegalStateException(job.name() + " ended and wrote " + watch.progress());
        }
        pause(deadline, job.name());
      }
    }
  }

  private static void pause(long deadline, String progress) throws InterruptedException {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("given " + LONGEST + ": " + progress);
    }
    Thread.sleep(POLL_MILLIS);
  }
}
