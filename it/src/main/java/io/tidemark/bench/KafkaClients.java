package io.tidemark.bench;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How every contender's clients are set, Tidemark's own defaults among them. */
final class KafkaClients {
  private KafkaClients() {}

  /** What is set of a consumer beside the broker, the group and the deserializers. */
  static Map<String, String> consumer() {
    return Map.of("isolation.level", "read_committed", "max.poll.records", "2000");
  }

  /** What is set of a producer beside the broker and the serializers. */
  static Map<String, String> producer() {
    return Map.of("acks", "all", "compression.type", "lz4", "linger.ms", "5");
  }

  static Map<String, Object> consumer(Job job) {
    Map<String, Object> settings = new HashMap<>(consumer());
    settings.put("bootstrap.servers", job.bootstrapServers());
    settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
    settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return settings;
  }

  static Map<String, String> producer(Job job) {
    Map<String, String> settings = new HashMap<>(producer());
    settings.put("bootstrap.servers", job.bootstrapServers());
    return settings;
  }
}
