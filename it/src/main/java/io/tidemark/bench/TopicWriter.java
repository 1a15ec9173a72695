package io.tidemark.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes values to a topic; when it is closed all of them are there. */
final class TopicWriter implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();

  /**
   * @param settings of the producer, beside its serializers
   */
  TopicWriter(String topic, Map<String, String> settings) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            new HashMap<>(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes one value.
   *
   * @param partition null for any
   */
  @SuppressWarnings("unused")
  void write(@Nullable Integer partition, byte[] value) {
    Future<RecordMetadata> seenByTheCallback =
        producer.send(
            new ProducerRecord<>(topic, partition, null, value),
            (written, refused) -> refusal.compareAndSet(null, refused));
  }

  /**
   * Waits for what was written.
   *
   * @throws IllegalStateException some of it was refused
   */
  @Override
  public void close() {
    producer.close();
    if (refusal.get() != null) {
      throw new IllegalStateException("not all could be written to " + topic, refusal.get());
    }
  }
}
