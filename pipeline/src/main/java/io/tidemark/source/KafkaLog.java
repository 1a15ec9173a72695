package io.tidemark.source;

import io.tidemark.spec.SourceSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of some Kafka topics.
 *
 * @param topicPattern instead of {@code topics}, or null
 */
record KafkaLog(
    KafkaSettings settings, List<String> topics, @Nullable String topicPattern, StartPosition from)
    implements PartitionedLog {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  static KafkaLog of(SourceSpec.Kafka source) {
    return new KafkaLog(
        KafkaSettings.of(source),
        List.copyOf(source.topics()),
        source.topicPattern().orElse(null),
        StartPosition.RESUME);
  }

  KafkaLog from(StartPosition start) {
    return new KafkaLog(settings, topics, topicPattern, start);
  }

  /** The name of a partition in positions: {@code topic-3}. */
  static String name(TopicPartition partition) {
    return partition.topic() + "-" + partition.partition();
  }

  static TopicPartition partition(String name) {
    int dash = name.lastIndexOf('-');
    return new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
  }

  @Override
  public LogReader open(List<PartitionMark> marks, ReaderClock clock) throws IOException {
    return KafkaLogReader.open(this, marks, clock);
  }

  @Override
  public List<PartitionMark> start(boolean bounded, long now) throws IOException {
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.ofConsumer("start"))) {
      List<TopicPartition> partitions = partitions(consumer, LONGEST_WAIT);
      Map<TopicPartition, OffsetAndMetadata> committed =
          from.kind() == StartPosition.Kind.RESUME && !bounded
              ? committed(consumer, partitions)
              : Map.of();
      Map<TopicPartition, Long> starts = starts(consumer, partitions, committed);
      Map<TopicPartition, Long> ends =
          bounded ? consumer.endOffsets(partitions, LONGEST_WAIT) : Map.of();
      return partitions.stream()
          .map(
              partition ->
                  CommittedWatermark.resumed(
                      PartitionMark.ofLog(
                          name(partition),
                          starts.get(partition),
                          ends.getOrDefault(partition, PartitionMark.NO_END),
                          now),
                      committed.get(partition)))
          .toList();
    } catch (KafkaException e) {
      throw new IOException(
          "cannot read where the topics at %s stand: %s".formatted(settings, e.getMessage()), e);
    }
  }

  @Override
  public List<PartitionMark> earliest(long now) throws IOException {
    return from(StartPosition.EARLIEST).start(false, now);
  }

  /** Those that are there, by topic and number. */
  List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, Duration longestWait)
      throws IOException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics(consumer, longestWait)) {
      consumer
          .partitionsFor(topic, longestWait)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    if (partitions.isEmpty()) {
      throw new IOException("no topic to read at " + settings);
    }
    partitions.sort(
        Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    return partitions;
  }

  private Collection<String> topics(Consumer<byte[], byte[]> consumer, Duration longestWait) {
    return topicPattern == null
        ? topics
        : matching(topicPattern, consumer.listTopics(longestWait).keySet());
  }

  /** Those of {@code topics} whose whole name the pattern matches, sorted. */
  static Set<String> matching(String pattern, Collection<String> topics) {
    return topics.stream()
        .filter(Pattern.compile(pattern).asMatchPredicate())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<TopicPartition, Long> starts(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, Long> starts =
        new HashMap<>(consumer.beginningOffsets(partitions, LONGEST_WAIT));
    switch (from.kind()) {
      case EARLIEST -> {}
      case LATEST -> starts.putAll(consumer.endOffsets(partitions, LONGEST_WAIT));
      case TIME -> starts.putAll(offsetsAt(consumer, partitions));
      case RESUME ->
          starts.replaceAll(
              (partition, first) -> resumed(partition, first, committed.get(partition)));
    }
    return starts;
  }

  private Map<TopicPartition, Long> offsetsAt(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets =
        new HashMap<>(consumer.endOffsets(partitions, LONGEST_WAIT));
    Instant time = from.time() == null ? Instant.EPOCH : from.time();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
    consumer
        .offsetsForTimes(times, LONGEST_WAIT)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                offsets.put(partition, found.offset());
              }
            });
    return offsets;
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(consumer.committed(Set.copyOf(partitions), LONGEST_WAIT));
    committed.values().removeIf(Objects::isNull);
    return committed;
  }

  private static long resumed(
      TopicPartition partition, long first, @Nullable OffsetAndMetadata committed) {
    if (committed == null) {
      return first;
    }
    if (committed.offset() < first) {
      LOG.warn(
          "{} arrivals of {} were deleted by its retention before they were read",
          first - committed.offset(),
          partition);
    }
    return Math.max(first, committed.offset());
  }
}
