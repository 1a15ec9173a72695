package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.fixture.KafkaBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How long an event takes at two thousand a second: to a topic of the errors, and to the first
 * count that it is in. The contenders take turns, each with topics and a process of its own; what
 * is sent while one starts, and in the twenty seconds after, is not measured. The producer, the
 * broker and the consumers are in this process. Every event that is measured must come.
 */
final class LatencyBench {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration POLL_WAIT = Duration.ofMillis(100);
  private static final String LINE = "  %-16s %10s %10s %10s %10s%n";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("errors p50", of -> of.error(0.5)),
          new Column("errors p99", of -> of.error(0.99)),
          new Column("EARLY p50", of -> of.count(0.5)),
          new Column("EARLY p99", of -> of.count(0.99)));

  private final Path directory;
  private final BenchSettings settings;
  private final PrintStream progress;
  private final Map<String, List<Latencies>> measured = new LinkedHashMap<>();

  /** A quantile of the latencies of one run, in ms. */
  private record Column(String header, ToDoubleFunction<Latencies> value) {}

  /**
   * @param directory for logs and what contenders keep in files
   */
  LatencyBench(Path directory, BenchSettings settings, PrintStream progress) {
    this.directory = directory;
    this.settings = settings;
    this.progress = progress;
  }

  void run(PrintStream out) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start()) {
      for (int round = 1; round <= settings.rounds(); round++) {
        for (String contender : Contenders.LIVE) {
          Latencies latencies = measure(broker, contender, contender + "-" + round);
          measured.computeIfAbsent(contender, name -> new ArrayList<>()).add(latencies);
          progress.printf(
              Locale.ROOT,
              "round %d, %s, p99: errors %.0f ms, EARLY %.0f ms%n",
              round,
              contender,
              latencies.error(0.99),
              latencies.count(0.99));
        }
      }
    }
    print(out);
    if (settings.json().isPresent()) {
      new ObjectMapper().writeValue(settings.json().get().toFile(), toJson());
    }
  }

  private Latencies measure(KafkaBroker broker, String contender, String name) throws Exception {
    List<String> topics = List.of(name + "-events", name + "-errors", name + "-counts");
    topics.forEach(topic -> broker.createTopic(topic, Traffic.PARTITIONS));
    Job job =
        new Job(
            name,
            broker.bootstrapServers(),
            topics.get(0),
            topics.subList(1, 3),
            0,
            "",
            directory.toString());
    Process process = Fork.live(contender, job);
    try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer()) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : job.results()) {
        for (int i = 0; i < Traffic.PARTITIONS; i++) {
          partitions.add(new TopicPartition(topic, i));
        }
      }
      consumer.assign(partitions);
      return measure(job, consumer);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private Latencies measure(Job job, KafkaConsumer<byte[], byte[]> consumer) throws Exception {
    Latencies latencies;
    try (LiveTraffic traffic = new LiveTraffic(job.bootstrapServers(), job.events())) {
      latencies = new Latencies(traffic);
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (!latencies.hasBegun()) {
        poll(job, consumer, latencies, deadline);
      }
      long from = System.currentTimeMillis() + WARM_UP.toMillis();
      long to = from + settings.span().toMillis();
      latencies.measure(from, to);
      while (System.currentTimeMillis() < to) {
        poll(job, consumer, latencies, Long.MAX_VALUE);
      }
    }
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!latencies.isComplete()) {
      poll(job, consumer, latencies, deadline);
    }
    return latencies;
  }

  private static void poll(
      Job job, KafkaConsumer<byte[], byte[]> consumer, Latencies latencies, long deadline)
      throws IOException {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException(
          "not all rows of %s came in %s:%n%s".formatted(job.name(), LONGEST, Fork.printed(job)));
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_WAIT)) {
      long now = System.currentTimeMillis();
      if (record.topic().equals(job.result())) {
        latencies.addError(record.value(), now);
      } else {
        latencies.addCount(record.value(), now);
      }
    }
  }

  private double median(String contender, Column column) {
    return Median.of(measured.get(contender).stream().mapToDouble(column.value).toArray());
  }

  private void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "ms from the producer to a consumer, %,d events/s for %d s, %d rounds, medians%n",
        LiveTraffic.A_SECOND,
        settings.span().toSeconds(),
        settings.rounds());
    out.printf(LINE, cells("", column -> column.header));
    for (String contender : measured.keySet()) {
      out.printf(LINE, cells(contender, column -> "%.0f".formatted(median(contender, column))));
    }
    String peer = Contenders.LIVE.get(0);
    String ours = Contenders.LIVE.get(1);
    out.printf(
        LINE,
        cells("ratio", column -> "%.2f".formatted(median(ours, column) / median(peer, column))));
  }

  private static Object[] cells(String label, Function<Column, String> cell) {
    List<Object> cells = new ArrayList<>(List.of(label));
    for (Column column : COLUMNS) {
      cells.add(cell.apply(column));
    }
    return cells.toArray();
  }

  private Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "latency");
    json.put("seconds", settings.span().toSeconds());
    json.put("rounds", settings.rounds());
    for (String contender : measured.keySet()) {
      Map<String, Object> line = new LinkedHashMap<>();
      for (Column column : COLUMNS) {
        line.put(
            column.header,
            measured.get(contender).stream().mapToDouble(column.value).boxed().toList());
      }
      json.put(contender, line);
    }
    return json;
  }
}
