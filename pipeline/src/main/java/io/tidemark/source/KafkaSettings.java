package io.tidemark.source;

import io.tidemark.spec.SourceSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of the clients of a Kafka source: the connection's, the source's, then ours. */
final class KafkaSettings {
  private KafkaSettings() {}

  /** Of a consumer; {@code role} tells the clients of one pipeline apart in the broker's logs. */
  static Map<String, Object> ofConsumer(SourceSpec.Kafka source, String role) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2 * LogPoll.MOST_ARRIVALS);
    // A position that the broker no longer holds must not turn into another one silently.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.putAll(source.connection().properties());
    settings.putAll(source.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, source.connection().bootstrapServers());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, source.groupId());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidemark-" + source.groupId() + "-" + role);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return settings;
  }

  /** Of an admin client that gives up soon. */
  static Map<String, Object> ofAdmin(SourceSpec.Kafka source, int timeoutMillis) {
    Map<String, Object> settings = new HashMap<>(source.connection().properties());
    settings.putAll(source.properties());
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, source.connection().bootstrapServers());
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tidemark-" + source.groupId() + "-check");
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.RETRIES_CONFIG, 0);
    return settings;
  }
}
