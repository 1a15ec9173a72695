package io.tidemark.bench;

import io.tidemark.fixture.KafkaBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A topic that holds a {@link Traffic}, and the right answer to it. */
final class LoadedTopic {
  private final KafkaBroker broker;
  private final String name;
  private final Traffic traffic;
  private final Answers answers;

  private LoadedTopic(KafkaBroker broker, String name, Traffic traffic, Answers answers) {
    this.broker = broker;
    this.name = name;
    this.traffic = traffic;
    this.answers = answers;
  }

  /** Makes the topic and writes the traffic to it, uncompressed, with the broker's own time. */
  static LoadedTopic load(KafkaBroker broker, String name, Traffic traffic) {
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
      return new LoadedTopic(broker, name, traffic, traffic.write(writer::write));
    }
  }

  Traffic traffic() {
    return traffic;
  }

  /**
   * A job over it, with empty topics for the results.
   *
   * @param results how many: how often the same is counted
   * @param directory of the contender
   */
  Job job(String job, int results, String directory) {
    List<String> topics = IntStream.range(0, results).mapToObj(i -> job + "-results-" + i).toList();
    topics.forEach(topic -> broker.createTopic(topic, Traffic.PARTITIONS));
    return new Job(job, broker.bootstrapServers(), name, topics, answers.rows(), directory);
  }

  /** What is wrong with the results of a job over it, if anything. */
  Optional<String> difference(Job job) throws IOException {
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
