package io.tidemark.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * No engine: two threads poll, parse and count in hash maps up to where the topic ends, and what
 * they counted is written. It keeps no watermark while it reads and makes no checkpoint, so nothing
 * that does can need less.
 */
final class Limit implements Contender {
  private static final Duration POLL_WAIT = Duration.ofMillis(100);

  /** Counts by window and host. */
  private static final class Counts {
    private final Map<Long, Map<String, long[]>> windows = new HashMap<>();
    private long newest = Long.MIN_VALUE;

    void add(Hit hit) {
      newest = Math.max(newest, hit.time());
      add(hit.time() - hit.time() % Job.WINDOW_MILLIS, hit.host(), 1);
    }

    private void add(long window, String host, long hits) {
      windows.computeIfAbsent(window, start -> new HashMap<>())
              .computeIfAbsent(host, key -> new long[1])[0] +=
          hits;
    }

    void add(Counts other) {
      newest = Math.max(newest, other.newest);
      other.windows.forEach(
          (window, hosts) -> hosts.forEach((host, hits) -> add(window, host, hits[0])));
    }
  }

  @Override
  public Started start(Job job) {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Void> counted =
        thread.submit(
            () -> {
              write(job, count(job));
              return null;
            });
    return new Started() {
      @Override
      public boolean isDone() throws Exception {
        if (!counted.isDone()) {
          return false;
        }
        counted.get();
        return true;
      }

      @Override
      public void close() {
        thread.shutdownNow();
      }
    };
  }

  @Override
  public void close() {}

  private static Counts count(Job job) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Job.PARALLELISM);
    try {
      List<Callable<Counts>> parts = new ArrayList<>();
      for (int i = 0; i < Job.PARALLELISM; i++) {
        parts.add(part(job, i));
      }
      Counts counts = new Counts();
      for (Future<Counts> part : threads.invokeAll(parts)) {
        counts.add(part.get());
      }
      return counts;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Counts> part(Job job, int part) {
    return () -> {
      Counts counts = new Counts();
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(KafkaClients.consumer(job))) {
        List<TopicPartition> mine = new ArrayList<>();
        consumer.partitionsFor(job.events()).stream()
            .filter(info -> info.partition() % Job.PARALLELISM == part)
            .forEach(info -> mine.add(new TopicPartition(info.topic(), info.partition())));
        consumer.assign(mine);
        consumer.seekToBeginning(mine);
        count(consumer, consumer.endOffsets(mine), counts);
      }
      return counts;
    };
  }

  private static void count(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Counts counts)
      throws IOException {
    HitParser parser = new HitParser();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_WAIT)) {
        counts.add(parser.parse(record.value()));
      }
    }
  }

  /** The windows that are closed when all is read. */
  private static void write(Job job, Counts counts) {
    try (TopicWriter writer = new TopicWriter(job.result(), KafkaClients.producer(job))) {
      counts.windows.forEach(
          (window, hosts) -> {
            if (window + Job.WINDOW_MILLIS <= counts.newest - Job.OUT_OF_ORDER_MILLIS) {
              hosts.forEach(
                  (host, hits) -> writer.write(null, ResultRow.json(host, window, hits[0])));
            }
          });
    }
  }
}
