package io.tidemark.sink;

import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;

/** The topic of a Kafka sink, as its broker's administrator sees it; waits 10 s for an answer. */
final class KafkaTopic implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final SinkSpec.Kafka spec;
  private final Admin admin;

  private KafkaTopic(SinkSpec.Kafka spec, Admin admin) {
    this.spec = spec;
    this.admin = admin;
  }

  static KafkaTopic open(SinkSpec.Kafka spec) throws SpecException, UnreachableException {
    Map<String, Object> properties = new HashMap<>(spec.connection().properties());
    properties.putAll(spec.properties());
    properties.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, spec.connection().bootstrapServers());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    try {
      return new KafkaTopic(spec, Admin.create(properties));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof ConfigException
          && message.contains(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
        throw unreachable(spec, e);
      }
      throw SpecException.at(spec.place(), "Kafka refuses the properties: " + message);
    }
  }

  /** Whether the broker answers. */
  void check() throws SpecException, UnreachableException {
    await(admin.describeCluster().nodes());
  }

  /** Creates the topic if it is missing, with the broker's own defaults. */
  void create() throws SpecException, UnreachableException {
    if (await(admin.listTopics().names()).contains(spec.topic())) {
      return;
    }
    NewTopic missing = new NewTopic(spec.topic(), Optional.empty(), Optional.empty());
    try {
      await(admin.createTopics(List.of(missing)).all());
    } catch (SpecException e) {
      // Another pipeline may have been faster.
      if (!await(admin.listTopics().names()).contains(spec.topic())) {
        throw e;
      }
    }
  }

  private <T> T await(KafkaFuture<T> answer) throws SpecException, UnreachableException {
    try {
      return answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof RetriableException) {
        throw unreachable(spec, cause);
      }
      throw SpecException.at(spec.place(), "Kafka refuses topic " + spec.topic() + ": " + message);
    } catch (TimeoutException e) {
      throw unreachable(spec, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(spec, e);
    }
  }

  /** In the words of the source's check: the client names a time-out in several ways. */
  private static UnreachableException unreachable(SinkSpec.Kafka spec, Throwable cause) {
    return new UnreachableException(
        "no Kafka broker answers at %s (connection %s) within %d s"
            .formatted(
                spec.connection().bootstrapServers(), spec.connection().name(), TIMEOUT_MS / 1_000),
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
