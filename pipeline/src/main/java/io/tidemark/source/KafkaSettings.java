package io.tidemark.source;

import io.tidemark.spec.SourceSpec;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How the clients of a Kafka source are set.
 *
 * @param connection its name in the spec
 * @param properties the connection's, then the source's
 */
record KafkaSettings(
    String connection, String bootstrapServers, String groupId, Map<String, String> properties)
    implements Serializable {

  static KafkaSettings of(SourceSpec.Kafka source) {
    Map<String, String> properties = new HashMap<>(source.connection().properties());
    properties.putAll(source.properties());
    return new KafkaSettings(
        source.connection().name(),
        source.connection().bootstrapServers(),
        source.groupId(),
        properties);
  }

  /** Of a consumer; {@code role} tells the clients of one pipeline apart in the broker's logs. */
  Map<String, Object> ofConsumer(String role) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2 * LogPoll.MOST_ARRIVALS);
    // So that a backlog is read in few round trips, and a paused partition has something at hand.
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * LogPoll.MOST_BYTES);
    settings.put(
        ConsumerConfig.RECEIVE_BUFFER_CONFIG, CommonClientConfigs.RECEIVE_BUFFER_LOWER_BOUND);
    // So that partitions that are added are seen without asking.
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    // A position that the broker no longer holds must not turn into another one silently.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.putAll(properties);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidemark-" + groupId + "-" + role);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return settings;
  }

  /** Of an admin client that gives up soon. */
  Map<String, Object> ofAdmin(int timeoutMillis) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tidemark-" + groupId + "-check");
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.RETRIES_CONFIG, 0);
    return settings;
  }

  /** Without the properties: they hold secrets. */
  @Override
  public String toString() {
    return bootstrapServers + " (connection " + connection + ")";
  }
}
