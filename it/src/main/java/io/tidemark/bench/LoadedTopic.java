package io.tidemark.bench;

import io.tidemark.fixture.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Events in a topic. The last one of each partition closes every window. */
final class LoadedTopic implements LoadedEvents {
  private final KafkaBroker broker;
  private final Path directory;
  private final String name;
  private final long count;
  private final Answers answers;

  private LoadedTopic(
      KafkaBroker broker, Path directory, String name, long count, Answers answers) {
    this.broker = broker;
    this.directory = directory;
    this.name = name;
    this.count = count;
    this.answers = answers;
  }

  /**
   * Makes the topic and writes the traffic to it, uncompressed, with the broker's own time.
   *
   * @param directory of the contenders
   */
  static LoadedTopic load(KafkaBroker broker, Path directory, String name, Traffic traffic) {
    broker.createTopic(
        name,
        Traffic.PARTITIONS,
        Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1"));
    Map<String, String> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers(),
            ProducerConfig.BATCH_SIZE_CONFIG, "65536",
            ProducerConfig.LINGER_MS_CONFIG, "20");
    try (TopicWriter writer = new TopicWriter(name, settings)) {
      Answers answers = traffic.write(writer::write);
      for (int partition = 0; partition < Traffic.PARTITIONS; partition++) {
        writer.write(partition, traffic.closing());
      }
      return new LoadedTopic(broker, directory, name, traffic.events(), answers);
    }
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Job job(String job, int results) {
    List<String> topics = IntStream.range(0, results).mapToObj(i -> job + "-results-" + i).toList();
    topics.forEach(topic -> broker.createTopic(topic, Traffic.PARTITIONS));
    return new Job(
        job, broker.bootstrapServers(), name, topics, answers.rows(), "", directory.toString());
  }

  @Override
  public Optional<String> difference(Job job) throws IOException {
    for (String topic : job.results()) {
      List<byte[]> rows =
          broker.readAll(topic).stream().map(ConsumerRecord<byte[], byte[]>::value).toList();
      Optional<String> difference = answers.difference(rows);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }
}
