package io.tidemark.sink;

import com.google.common.base.Splitter;
import io.tidemark.model.Cells;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends groups of rows to a topic, each once: all that are committed together in one transaction,
 * which also commits the number of the last of them, as an offset of a consumer group that no
 * consumer is in. Group and transactional id are {@code tidemark-PIPELINE-OUTPUT-SHARD}; whoever
 * takes a shard over shuts out the one before.
 *
 * <p>A stream that was put back to an older savepoint sends again what it had sent since: a topic
 * cannot be undone.
 */
final class ProduceTransactions implements CommitStable.Commit<List<Cells>> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ProduceTransactions.class);

  private final ProducerSettings settings;
  private final RecordOfRow form;
  private final String name;
  private final String topic;
  private transient @Nullable Map<Integer, Sender> senders;

  /**
   * @param name of the output among all that write to the broker
   */
  ProduceTransactions(ProducerSettings settings, RecordOfRow form, String name, String topic) {
    this.settings = settings;
    this.form = form;
    this.name = name;
    this.topic = topic;
  }

  /** A producer and what its last transaction committed. */
  private record Sender(KafkaProducer<byte[], byte[]> producer, Committed committed) {}

  /**
   * @param number of the last group
   * @param transaction unique
   */
  private record Committed(String lineage, long number, String transaction) {
    static final Committed NOTHING = new Committed("", 0, "");

    static Committed of(OffsetAndMetadata offset) {
      List<String> parts = Splitter.on(' ').splitToList(offset.metadata());
      return new Committed(parts.get(0), offset.offset(), parts.get(1));
    }

    OffsetAndMetadata offset() {
      return new OffsetAndMetadata(number, lineage + " " + transaction);
    }
  }

  @Override
  public void commit(int shard, String lineage, long found, List<Group<List<Cells>>> groups)
      throws IOException {
    Committed before = sender(shard).committed;
    List<Group<List<Cells>>> missing =
        groups.stream()
            .filter(
                group ->
                    group.number() > found
                        || group.number() > before.number
                        || !lineage.equals(before.lineage))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    long last = missing.get(missing.size() - 1).number();
    Committed after = new Committed(lineage, last, UUID.randomUUID().toString());
    // What became of a transaction whose broker went away, the next producer is told.
    while (!sender(shard).committed.equals(after)) {
      try {
        send(shard, after, missing);
      } catch (RetriableException e) {
        LOG.warn("the transaction on {} is tried again: {}", topic, e.getMessage());
        close(shard);
      } catch (KafkaException e) {
        close(shard);
        throw new IOException("a transaction on " + topic + " failed: " + e.getMessage(), e);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
  private void send(int shard, Committed after, List<Group<List<Cells>>> groups)
      throws IOException {
    KafkaProducer<byte[], byte[]> producer = sender(shard).producer;
    producer.beginTransaction();
    for (Group<List<Cells>> group : groups) {
      for (Cells row : group.content()) {
        producer.send(form.of(row));
      }
    }
    producer.sendOffsetsToTransaction(
        Map.of(place(), after.offset()), new ConsumerGroupMetadata(id(shard)));
    producer.commitTransaction();
    senders().put(shard, new Sender(producer, after));
  }

  private String id(int shard) {
    return "tidemark-" + name + "-" + shard;
  }

  private TopicPartition place() {
    return new TopicPartition(topic, 0);
  }

  private Map<Integer, Sender> senders() {
    Map<Integer, Sender> open = senders;
    if (open == null) {
      open = new HashMap<>();
      senders = open;
    }
    return open;
  }

  private Sender sender(int shard) throws IOException {
    Sender known = senders().get(shard);
    if (known == null) {
      KafkaProducer<byte[], byte[]> producer =
          settings.open(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id(shard)));
      producer.initTransactions();
      known = new Sender(producer, committed(shard));
      senders().put(shard, known);
    }
    return known;
  }

  private Committed committed(int shard) throws IOException {
    try (Admin admin = settings.admin()) {
      OffsetAndMetadata found =
          admin
              .listConsumerGroupOffsets(
                  id(shard), new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata()
              .get()
              .get(place());
      return found == null ? Committed.NOTHING : Committed.of(found);
    } catch (ExecutionException e) {
      throw new IOException("group " + id(shard) + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void close(int shard) {
    Sender known = senders().remove(shard);
    if (known != null) {
      known.producer.close(java.time.Duration.ZERO);
    }
  }

  @Override
  public void close() {
    List.copyOf(senders().keySet()).forEach(this::close);
  }
}
