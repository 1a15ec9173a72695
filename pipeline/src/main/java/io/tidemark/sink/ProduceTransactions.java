package io.tidemark.sink;

import com.google.common.base.Splitter;
import io.tidemark.model.Cells;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.util.BackOff;
import org.apache.beam.sdk.util.BackOffUtils;
import org.apache.beam.sdk.util.FluentBackoff;
import org.apache.beam.sdk.util.Sleeper;
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
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends groups of rows to a topic, each once: all that are committed together in one transaction,
 * which also commits the number of the last of them, as an offset of a consumer group that no
 * consumer is in. While the broker is away it tries again. Group and transactional id are {@code
 * tidemark-PIPELINE-OUTPUT-SHARD}; whoever takes a shard over shuts out the one before.
 *
 * <p>A stream that was put back to an older savepoint sends again what it had sent since: a topic
 * cannot be undone.
 */
final class ProduceTransactions implements CommitStable.Commit<List<Cells>> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ProduceTransactions.class);

  private static final FluentBackoff RETRIES =
      FluentBackoff.DEFAULT
          .withInitialBackoff(Duration.millis(100))
          .withMaxBackoff(Duration.standardSeconds(5));

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
    long last = groups.get(groups.size() - 1).number();
    Committed after = new Committed(lineage, last, UUID.randomUUID().toString());
    Committed before = null;
    BackOff backOff = RETRIES.backoff();
    while (true) {
      try {
        Committed known = sender(shard).committed;
        if (known.equals(after)) {
          return; // The transaction of which nothing was heard.
        }
        if (before != null && !known.equals(before)) {
          throw new IOException("another worker has taken over " + id(shard));
        }
        before = known;
        send(shard, after, missing(lineage, found, groups, known));
        return;
      } catch (KafkaException e) {
        close(shard);
        if (!mayPass(e)) {
          throw new IOException("a transaction on " + topic + " failed: " + e.getMessage(), e);
        }
        LOG.warn("a transaction on {} is tried again: {}", topic, e.getMessage());
        pause(backOff);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** What came out of the checkpoint may be in the topic, as far as the last transaction says. */
  private static List<Group<List<Cells>>> missing(
      String lineage, long found, List<Group<List<Cells>>> groups, Committed known) {
    long sent = lineage.equals(known.lineage) ? Math.min(found, known.number) : 0;
    return groups.stream().filter(group -> group.number() > sent).toList();
  }

  private static void pause(BackOff backOff) throws IOException {
    try {
      BackOffUtils.next(Sleeper.DEFAULT, backOff);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean mayPass(KafkaException e) {
    return e instanceof RetriableException || e.getCause() instanceof RetriableException;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
  private void send(int shard, Committed after, List<Group<List<Cells>>> groups)
      throws IOException, InterruptedException {
    if (groups.isEmpty()) {
      return;
    }
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

  private Sender sender(int shard) throws IOException, InterruptedException {
    Sender known = senders().get(shard);
    if (known == null) {
      KafkaProducer<byte[], byte[]> producer =
          settings.open(topic, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id(shard)));
      producer.initTransactions();
      known = new Sender(producer, committed(shard));
      senders().put(shard, known);
    }
    return known;
  }

  private Committed committed(int shard) throws IOException, InterruptedException {
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
      if (e.getCause() instanceof KafkaException refusal) {
        throw refusal;
      }
      throw new IOException("group " + id(shard) + " does not answer", e);
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
