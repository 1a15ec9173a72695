package io.tidemark.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Events of now, two thousand a second, each sent at its own moment and remembered. Those of a host
 * are all in one partition, so that a count of n is of the first n of them. For several threads.
 */
final class LiveTraffic implements AutoCloseable {
  static final int A_SECOND = 2_000;
  private static final long NANOS = 1_000_000_000L / A_SECOND;
  private static final int KEYS = 50;

  private final Map<String, List<Long>> sent = new HashMap<>();
  private final List<Long> errors = new ArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final CompletableFuture<Void> sending;
  private volatile boolean stopped;

  /** Sends to a topic until it is stopped. */
  LiveTraffic(String bootstrapServers, String topic) {
    Map<String, String> settings = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0");
    sending = CompletableFuture.runAsync(() -> send(new TopicWriter(topic, settings)), thread);
  }

  private void send(TopicWriter topic) {
    try (topic) {
      SplittableRandom random = new SplittableRandom(KEYS);
      EventText text = new EventText(random);
      long begin = System.nanoTime();
      for (long i = 0; !stopped; i++) {
        for (long early = begin + i * NANOS - System.nanoTime(); early > 0; ) {
          LockSupport.parkNanos(early);
          early = begin + i * NANOS - System.nanoTime();
        }
        int key = random.nextInt(KEYS);
        int status = text.anyStatus();
        long now = System.currentTimeMillis();
        remember(key, now, status);
        topic.write(key % Traffic.PARTITIONS, text.write(i, now, key, status));
      }
    }
  }

  private synchronized void remember(int key, long time, int status) {
    Instant window = Instant.ofEpochMilli(time - time % Job.WINDOW_MILLIS);
    sent.computeIfAbsent(place(Traffic.host(key), window), place -> new ArrayList<>()).add(time);
    if (status == EventText.ERROR) {
      errors.add(time);
    }
  }

  private static String place(String host, Instant window) {
    return host + " " + window;
  }

  /** When the events of a host and window were sent that a count of {@code upTo} is of. */
  synchronized List<Long> sent(String host, Instant window, int from, int upTo) {
    return List.copyOf(sent.get(place(host, window)).subList(from, upTo));
  }

  /** How many events were sent in a span of time. */
  synchronized long count(long from, long to) {
    return sent.values().stream().mapToLong(times -> within(times, from, to)).sum();
  }

  /** How many of them were errors. */
  synchronized long countErrors(long from, long to) {
    return within(errors, from, to);
  }

  private static long within(List<Long> times, long from, long to) {
    return times.stream().filter(time -> from <= time && time < to).count();
  }

  /** Stops sending, and returns when all that was sent is in the topic. */
  @Override
  public void close() {
    stopped = true;
    thread.shutdown();
    sending.join();
  }
}
