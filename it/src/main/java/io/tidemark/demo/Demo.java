package io.tidemark.demo;

import io.tidemark.run.Running;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs an example spec, as it stands, over generated traffic, and shows what came of it. The
 * generator knows what every output must hold in the end: the demo waits for exactly that, in
 * bounded time, stops the run, and counts once more from the outputs.
 */
public final class Demo {
  private static final int BATCHES = 40;
  private static final long TICK_MILLIS = 200;
  private static final int TICKS_A_LINE = 10;

  /** After this much without the expected outcome the demo gives up. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Systems systems;
  private final Start start;
  private final Clock clock;
  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch stopAsked = new CountDownLatch(1);

  /** Starts a continuous run of a spec. */
  public interface Start {
    Running start(Path spec, Map<String, String> environment) throws Exception;
  }

  public Demo(Systems systems, Start start, Clock clock, PrintStream out, PrintStream err) {
    this.systems = systems;
    this.start = start;
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /** Makes {@link #run} stop what it runs and end with an InterruptedException. */
  public void stop() {
    stopAsked.countDown();
  }

  /** Runs the example in {@code spec}; returns whether everything came out as it must. */
  public <E extends Dated> boolean run(Example<E> example, Path spec, int messages)
      throws Exception {
    Instant end = end();
    Traffic<E> traffic = example.traffic(end, messages);
    Outputs outputs = example.outputs();
    Harvest harvest = new Harvest(outputs, systems);
    prepare(outputs, example.dimensions(end));
    Forecast closed = Forecast.of(example, end, traffic.messages());
    Forecast whole = Forecast.of(example, end, traffic.all());
    Map<List<@Nullable Object>, Map<String, @Nullable Object>> before;
    try (Running running = start.start(spec, systems.environment())) {
      Progress progress = new Progress(running, harvest, whole.arrivals());
      feed(outputs.topic(), traffic.messages(), progress);
      if (!await(progress, "every window is closed and written", h -> missing(closed, h))) {
        return false;
      }
      before = harvest.mainRows();
      send(outputs.topic(), traffic.stragglers());
      if (!await(progress, "the stragglers have refined their window", whole::missing)) {
        return false;
      }
    }
    Report report = new Report(outputs, systems, harvest, out);
    report.print(before);
    Balance balance = Balance.of(outputs, harvest, example.dedup().map(d -> whole.duplicates()));
    report.print(balance);
    return balance.addsUp();
  }

  /** The end of the traffic: a little before now, so that none of it is from the future. */
  private Instant end() {
    long aligned = Example.ALIGNED.toMillis();
    long latest = clock.millis() - 2 * Arrivals.EBB.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(latest, aligned) * aligned);
  }

  private void prepare(Outputs outputs, String dimensions) {
    Map<String, String> brokerTime = Map.of("message.timestamp.type", "LogAppendTime");
    systems.broker().createTopic(outputs.topic(), Arrivals.PARTITIONS, brokerTime);
    systems.broker().createTopic(outputs.alertTopic(), 1);
    systems.broker().createTopic(outputs.deadLetterTopic(), 1);
    systems.database().execute(dimensions);
  }

  private <E extends Dated> void feed(String topic, List<Message<E>> messages, Progress progress)
      throws InterruptedException {
    int size = 1 + messages.size() / BATCHES;
    for (int from = 0; from < messages.size() && !progress.running.isDone(); from += size) {
      List<Message<E>> batch = messages.subList(from, Math.min(from + size, messages.size()));
      send(topic, batch);
      progress.sent += batch.size();
      progress.tick();
    }
  }

  private <E extends Dated> void send(String topic, List<Message<E>> messages) {
    List<ProducerRecord<byte[], byte[]>> records =
        messages.stream().map(message -> message.to(topic)).toList();
    systems.broker().send(records);
  }

  private static Optional<String> missing(Forecast closed, Harvest harvest) {
    return closed
        .missingRows(harvest)
        .or(() -> harvest.isOpen() ? Optional.of("a window is still open") : Optional.empty());
  }

  private boolean await(Progress progress, String what, Function<Harvest, Optional<String>> missing)
      throws InterruptedException {
    Instant deadline = clock.instant().plus(PATIENCE);
    Optional<String> still = missing.apply(progress.harvest);
    while (still.isPresent() && !progress.running.isDone() && clock.instant().isBefore(deadline)) {
      progress.tick();
      if (progress.isLine()) {
        still = missing.apply(progress.harvest);
      }
    }
    if (still.isEmpty()) {
      err.println("  " + what);
      return true;
    }
    progress.running.failure().ifPresent(why -> err.println("the run failed: " + why));
    err.println("the demo failed: not so that " + what + ": " + still.get());
    return false;
  }

  /** The line that tells how far the run is. */
  private final class Progress {
    private final Running running;
    private final Harvest harvest;
    private final long all;
    private final long began = clock.millis();
    private long sent;
    private int ticks;

    Progress(Running running, Harvest harvest, long all) {
      this.running = running;
      this.harvest = harvest;
      this.all = all;
    }

    boolean isLine() {
      return ticks % TICKS_A_LINE == 0;
    }

    void tick() throws InterruptedException {
      if (stopAsked.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("stopped");
      }
      ticks++;
      if (isLine()) {
        err.printf(
            "  %2d s  sent %,d of %,d  %s%n",
            (clock.millis() - began) / 1000, sent, all, harvest.progress());
      }
    }
  }
}
