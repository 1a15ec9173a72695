package io.tidemark.source;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Kafka partitions with a consumer of its own, in the caller's thread: a poll waits a few
 * hundredths of a second at most. Under {@code read_committed} the end of a partition is its last
 * stable offset.
 */
final class KafkaLogReader implements LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLogReader.class);
  private static final Duration POLL_WAIT = Duration.ofMillis(20);
  private static final Duration LONGEST_OBSERVATION = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final ReaderClock clock;
  private final KafkaLog log;
  private final List<PartitionMark> marks;
  private final List<TopicPartition> partitions = new ArrayList<>();

  /** Of those that have not ended. */
  private final Map<TopicPartition, Integer> indexes = new HashMap<>();

  private final PolledRecords polled = new PolledRecords();

  private KafkaLogReader(
      Consumer<byte[], byte[]> consumer,
      KafkaLog log,
      List<PartitionMark> marks,
      ReaderClock clock) {
    this.consumer = consumer;
    this.log = log;
    this.marks = new ArrayList<>(marks);
    this.clock = clock;
  }

  static KafkaLogReader open(KafkaLog log, List<PartitionMark> marks, ReaderClock clock)
      throws IOException {
    String role = "read-" + marks.get(0).partition();
    try {
      KafkaLogReader reader =
          new KafkaLogReader(
              new KafkaConsumer<>(log.settings().ofConsumer(role)), log, marks, clock);
      reader.assign();
      return reader;
    } catch (KafkaException e) {
      throw new IOException("cannot read from Kafka: " + e.getMessage(), e);
    }
  }

  private void assign() {
    for (int i = 0; i < marks.size(); i++) {
      partitions.add(KafkaLog.partition(marks.get(i).partition()));
      if (!marks.get(i).ended()) {
        indexes.put(partitions.get(i), i);
      }
    }
    consumer.assign(indexes.keySet());
    indexes.forEach((partition, i) -> consumer.seek(partition, marks.get(i).offset()));
  }

  @Override
  public @Nullable LogPoll poll() throws IOException {
    if (polled.isEmpty() && !indexes.isEmpty()) {
      try {
        take(consumer.poll(POLL_WAIT));
        endPartitions();
      } catch (OffsetOutOfRangeException e) {
        throw new IOException(
            "arrivals that were not read yet are gone from the broker, by retention or because the"
                + " topic was made anew; start with `earliest` to go on without them: "
                + e.offsetOutOfRangePartitions(),
            e);
      } catch (KafkaException e) {
        throw new IOException("reading from Kafka failed: " + e.getMessage(), e);
      }
    }
    return polled.poll();
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    long now = clock.millis();
    for (TopicPartition partition : records.partitions()) {
      int i = indexes.get(partition);
      polled.add(i, marks.get(i), records.records(partition), now);
    }
  }

  /** A position can pass the end without a record there: transaction markers, compaction. */
  private void endPartitions() {
    Set<TopicPartition> ended =
        indexes.entrySet().stream()
            .filter(entry -> marks.get(entry.getValue()).end() != PartitionMark.NO_END)
            .filter(entry -> consumer.position(entry.getKey()) >= marks.get(entry.getValue()).end())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (ended.isEmpty()) {
      return;
    }
    for (TopicPartition partition : ended) {
      int i = indexes.remove(partition);
      polled.addEnd(i, marks.get(i));
    }
    consumer.pause(ended);
  }

  /** What was polled from the broker already still comes. */
  @Override
  public void pause(Set<Integer> partitions) {
    Set<TopicPartition> paused = new HashSet<>();
    Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
    resumed.retainAll(indexes.keySet());
    indexes.forEach(
        (partition, i) -> {
          if (partitions.contains(i) && !resumed.remove(partition)) {
            paused.add(partition);
          }
        });
    if (!paused.isEmpty()) {
      consumer.pause(paused);
    }
    if (!resumed.isEmpty()) {
      consumer.resume(resumed);
    }
  }

  /** As of the last answer of the broker; bytes are an estimate, by the size of those so far. */
  @Override
  public Backlog backlog(int partition) {
    TopicPartition asked = partitions.get(partition);
    if (!indexes.containsKey(asked)) {
      return Backlog.NONE;
    }
    long arrivals = polled.waiting(partition) + consumer.currentLag(asked).orElse(0);
    return new Backlog(arrivals, arrivals * polled.bytesOfOne());
  }

  @Override
  public List<PartitionMark> list(Predicate<String> wanted) {
    try {
      List<TopicPartition> found =
          log.partitions(consumer, LONGEST_OBSERVATION).stream()
              .filter(partition -> wanted.test(KafkaLog.name(partition)))
              .toList();
      if (found.isEmpty()) {
        return List.of();
      }
      Map<TopicPartition, Long> firsts = consumer.beginningOffsets(found, LONGEST_OBSERVATION);
      return found.stream()
          .map(
              partition ->
                  PartitionMark.ofLog(
                      KafkaLog.name(partition),
                      firsts.get(partition),
                      PartitionMark.NO_END,
                      clock.millis()))
          .toList();
    } catch (KafkaException | IOException e) {
      LOG.info("it could not be asked whether partitions were added: {}", e.getMessage());
      return List.of();
    }
  }

  @Override
  public void add(PartitionMark mark) {
    TopicPartition partition = KafkaLog.partition(mark.partition());
    LOG.info("{} was added and is read from offset {}", partition, mark.offset());
    indexes.put(partition, marks.size());
    partitions.add(partition);
    marks.add(mark);
    consumer.assign(indexes.keySet());
    consumer.seek(partition, mark.offset());
  }

  @Override
  public Map<Integer, Long> observeEnds(List<Integer> partitions) {
    Set<TopicPartition> asked =
        indexes.entrySet().stream()
            .filter(entry -> partitions.contains(entry.getValue()))
            .filter(entry -> !polled.hasWaiting(entry.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    // Before the broker is asked: what it does not know of yet arrives later than this.
    long now = clock.millis();
    Map<Integer, Long> observed = new HashMap<>();
    if (asked.isEmpty()) {
      return observed;
    }
    try {
      consumer
          .endOffsets(asked, LONGEST_OBSERVATION)
          .forEach(
              (partition, end) -> {
                if (consumer.position(partition) >= end) {
                  observed.put(indexes.get(partition), now);
                }
              });
    } catch (KafkaException e) {
      LOG.info("the ends of {} could not be asked: {}", asked, e.getMessage());
    }
    return observed;
  }

  @Override
  public void commit(List<PartitionMark> committed) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (PartitionMark mark : committed) {
      offsets.put(KafkaLog.partition(mark.partition()), CommittedWatermark.of(mark));
    }
    consumer.commitAsync(
        offsets,
        (asked, failure) -> {
          if (failure != null) {
            LOG.warn(
                "offsets were not committed, a later commit will cover them: {}",
                failure.getMessage());
          }
        });
  }

  @Override
  public void close() {
    consumer.close(LONGEST_CLOSE);
  }
}
