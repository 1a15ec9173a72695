package io.tidemark.sink;

import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How a worker reaches the broker of a sink: idempotent, acknowledged by all, compressed; the
 * properties of the connection and then of the sink come before these.
 */
final class ProducerSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int LARGEST_BATCH = 64 * 1024;

  private final String bootstrapServers;
  private final Map<String, String> own;
  private final boolean byGroup;

  private ProducerSettings(String bootstrapServers, Map<String, String> own, boolean byGroup) {
    this.bootstrapServers = bootstrapServers;
    this.own = own;
    this.byGroup = byGroup;
  }

  static ProducerSettings of(SinkSpec.Kafka spec, Table table) {
    Map<String, String> own = new HashMap<>(spec.connection().properties());
    own.putAll(spec.properties());
    return new ProducerSettings(spec.connection().bootstrapServers(), own, table.panes());
  }

  /**
   * A new producer for a topic, which the caller closes, with {@code more}, which no one may
   * change.
   *
   * <p>Its batches are no larger than the topic takes: the client would part one that is, and part
   * it again, without an end.
   *
   * @throws org.apache.kafka.common.KafkaException a property is wrong
   */
  KafkaProducer<byte[], byte[]> open(String topic, Map<String, String> more) throws IOException {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    if (byGroup) {
      properties.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, GroupByPartitioner.class.getName());
    }
    properties.put(
        ProducerConfig.BATCH_SIZE_CONFIG,
        String.valueOf(Math.min(LARGEST_BATCH, largestRecord(topic))));
    properties.putAll(own);
    properties.putAll(more);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A new admin client; the caller closes it. */
  Admin admin() {
    Map<String, Object> properties = new HashMap<>(own);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return Admin.create(properties);
  }

  /** The most bytes of a record that neither the producer nor the topic refuses. */
  int largestRecord(String topic) throws IOException {
    int request =
        Integer.parseInt(
            own.getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(1024 * 1024)));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin()) {
      ConfigEntry most =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get()
              .get(resource)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      return Math.min(request, Integer.parseInt(most.value()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return request;
      }
      throw new IOException("topic " + topic + " does not tell its settings", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
