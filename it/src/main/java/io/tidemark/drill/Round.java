package io.tidemark.drill;

import io.tidemark.demo.Message;
import io.tidemark.fixture.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * One round of a drill: the topic is filled at a steady pace, a fault is made at some moment while
 * rows flow, and when the last window has closed every output is compared.
 *
 * <p>The moment, the traffic and what else is left to chance follow from the seed; what is in
 * flight at that moment does not.
 */
final class Round {
  private static final int PER_SECOND = 3_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DrillSystems systems;
  private final DrillJob job;

  Round(DrillSystems systems, DrillJob job) {
    this.systems = systems;
    this.job = job;
  }

  /**
   * Does it, and compares what there is of this round and of all before.
   *
   * @throws IOException the fault could not be made, or did not hit the job
   */
  List<Tally> run(Fault fault, List<Message<Hit>> messages, Random random) throws IOException {
    int moment = messages.size() / 4 + random.nextInt(messages.size() / 3);
    long restores = job.restores();
    systems.cluster().awaitWorkers();
    job.awaitCheckpoints(1);
    long rows = job.rows();
    try (LiveSender sender = new LiveSender(systems.broker(), job.name(), messages, PER_SECOND)) {
      job.willHold(messages);
      Await.until(
          PATIENCE,
          () -> sender.sent() >= moment && job.rows() > rows,
          () -> "rows; " + sender.sent() + " messages were sent");
      fault.strike(systems, job.name(), random);
      sender.awaitAll();
    }
    awaitAll();
    if (fault.restarts() && job.restores() == restores) {
      throw new IOException("the fault " + fault.word() + " did not hit the job");
    }
    return job.tallies();
  }

  /**
   * Waits until nothing is missing, then for what may still come twice: until two more checkpoints
   * are complete. What is missing after {@link #PATIENCE} is lost.
   */
  private void awaitAll() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && !job.isComplete()) {
      Await.pause(Duration.ofSeconds(1));
    }
    job.awaitCheckpoints(2);
  }
}
