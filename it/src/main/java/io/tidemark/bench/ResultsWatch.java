package io.tidemark.bench;

import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Asks how many rows the results topics of a job hold, without reading them. */
final class ResultsWatch implements AutoCloseable {
  private final Job job;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<List<TopicPartition>> topics;

  ResultsWatch(Job job) {
    this.job = job;
    this.consumer = new KafkaConsumer<>(KafkaClients.consumer(job));
    this.topics = job.results().stream().map(this::partitions).toList();
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Whether each holds as many rows as there are answers. */
  boolean isComplete() {
    return topics.stream().allMatch(topic -> rows(topic) >= job.rows());
  }

  private long rows(List<TopicPartition> topic) {
    return consumer.endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How far they are, for a person. */
  String progress() {
    return topics.stream().map(this::rows).toList() + " of " + job.rows() + " rows";
  }

  @Override
  public void close() {
    consumer.close();
  }
}
