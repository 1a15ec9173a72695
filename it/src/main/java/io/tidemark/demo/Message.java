package io.tidemark.demo;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One arrival of generated traffic, and what its generator knows of it.
 *
 * @param partition of the topic
 * @param event what it says; empty: nothing with an acceptable event time
 * @param refused the reason for which the pipeline must make a dead letter of it; empty: kept
 */
public record Message<E extends Dated>(
    int partition, String key, byte[] value, Optional<E> event, Optional<String> refused) {

  /** What a producer sends. */
  public ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value);
  }
}
