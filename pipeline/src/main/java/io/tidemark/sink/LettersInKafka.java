package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Dead letters in a Kafka topic: those behind the offsets that the last replay committed for the
 * consumer group {@code PIPELINE.replay-dead-letters}. Nothing is removed; what fails again is
 * appended, and is part of the next replay.
 */
final class LettersInKafka implements StoredLetters {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final SinkSpec.Kafka spec;
  private final Schema schema;
  private final HashMap<String, Object> settings;
  private List<Part> taken = List.of();

  LettersInKafka(SinkSpec.Kafka spec, Table table, String pipeline) {
    this.spec = spec;
    this.schema = table.schema();
    this.settings = new HashMap<>(spec.connection().properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, spec.connection().bootstrapServers());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, pipeline + ".replay-dead-letters");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
  }

  /**
   * Records of one partition.
   *
   * @param from the first offset
   * @param to the one behind the last
   */
  private record Part(String topic, int partition, long from, long to) implements Serializable {
    TopicPartition name() {
      return new TopicPartition(topic, partition);
    }
  }

  /** At most that many: offsets of control records count, too. */
  @Override
  public long take() throws SpecException, UnreachableException {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(spec.topic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw SpecException.at(spec.place(), "there is no topic " + spec.topic());
      }
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, OffsetAndMetadata> replayed =
          consumer.committed(new HashSet<>(partitions));
      List<Part> parts = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata last = replayed.get(partition);
        long from = Math.max(begins.get(partition), last == null ? 0 : last.offset());
        if (from < ends.get(partition)) {
          parts.add(new Part(partition.topic(), partition.partition(), from, ends.get(partition)));
        }
      }
      taken = List.copyOf(parts);
      return taken.stream().mapToLong(part -> part.to() - part.from()).sum();
    } catch (KafkaException e) {
      throw unreachable(e);
    }
  }

  private UnreachableException unreachable(KafkaException e) {
    return new UnreachableException(
        "Kafka at %s is not reachable: %s"
            .formatted(spec.connection().bootstrapServers(), e.getMessage()),
        e);
  }

  @Override
  public PTransform<PBegin, PCollection<Cells>> read() {
    return new ReadParts(taken, new ReadFn(settings, schema), CellsCoder.of(schema));
  }

  @Override
  public void settle() throws UnreachableException {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    taken.forEach(part -> ends.put(part.name(), new OffsetAndMetadata(part.to())));
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      consumer.assign(ends.keySet());
      consumer.commitSync(ends);
    } catch (KafkaException e) {
      throw unreachable(e);
    }
  }

  private static final class ReadParts extends PTransform<PBegin, PCollection<Cells>> {
    private final List<Part> parts;
    private final ReadFn read;
    private final CellsCoder coder;

    ReadParts(List<Part> parts, ReadFn read, CellsCoder coder) {
      this.parts = parts;
      this.read = read;
      this.coder = coder;
    }

    @Override
    public PCollection<Cells> expand(PBegin input) {
      return input
          .apply("NameParts", Create.of(parts).withCoder(SerializableCoder.of(Part.class)))
          .apply("ReadRecords", ParDo.of(read))
          .setCoder(coder)
          .apply("Spread", Reshuffle.viaRandomKey());
    }
  }

  private static final class ReadFn extends DoFn<Part, Cells> {
    private final HashMap<String, Object> settings;
    private final Schema schema;

    ReadFn(Map<String, Object> settings, Schema schema) {
      this.settings = new HashMap<>(settings);
      this.schema = schema;
    }

    @ProcessElement
    public void read(@Element Part part, OutputReceiver<Cells> rows) {
      ReadRowJson json = ReadRowJson.of(schema);
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
        consumer.assign(List.of(part.name()));
        consumer.seek(part.name(), part.from());
        while (consumer.position(part.name()) < part.to()) {
          consumer
              .poll(Duration.ofSeconds(1))
              .forEach(
                  record -> {
                    if (record.offset() < part.to() && record.value() != null) {
                      rows.output(json.read(new String(record.value(), StandardCharsets.UTF_8)));
                    }
                  });
        }
      }
    }
  }
}
