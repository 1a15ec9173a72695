package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Rows as records of a Kafka topic: an append of panes or of events.
 *
 * <p>The value is the row as JSON; a retracted pane is a tombstone, which has no value. The key is
 * a JSON object: of a windowed view the groupBy columns and the window, of an event view the
 * position or the columns that the sink names, of late events and dead letters the position. Panes
 * stand in the partition that their groupBy values choose, and have the headers {@code pane},
 * {@code generation}, {@code revision}, {@code window_start} and {@code window_end} as text.
 *
 * <p>Guarantee, in streaming and in batch: at least once; a reader that keeps the record of the
 * highest (generation, revision, pane) of a key is exact. On a runner that keeps no order of rows,
 * as Direct, a tombstone may stand before a row that it withdraws, and a compacted topic would keep
 * that row. A topic cannot be replaced: a batch run appends, and {@link #publish} does nothing. The
 * producer is idempotent, so its own retries neither double nor reorder.
 */
public final class WriteToKafka implements Sink {
  private final SinkSpec.Kafka spec;
  private final Table table;

  private WriteToKafka(SinkSpec.Kafka spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  @SuppressWarnings("UnusedVariable") // Transactional ids are made from the name.
  static WriteToKafka of(SinkSpec.Kafka spec, Table table, String pipeline) throws SpecException {
    if (spec.delivery() == SinkSpec.Delivery.EXACTLY_ONCE) {
      throw SpecException.at(
          spec.place(), "exactly-once delivery to Kafka is not supported yet; use at-least-once");
    }
    if (table.panes() && !spec.key().isEmpty()) {
      throw SpecException.at(
          spec.place(),
          "key: is for event views; the record key of "
              + table.output()
              + " is its groupBy columns and window");
    }
    for (String column : spec.key()) {
      if (!table.schema().has(column)) {
        throw SpecException.at(
            spec.place(),
            "key: names " + column + ", expected one of " + String.join(", ", names(table)));
      }
    }
    return new WriteToKafka(spec, table);
  }

  private static List<String> names(Table table) {
    return table.schema().names();
  }

  @Override
  public void check() throws SpecException, UnreachableException {
    try (KafkaTopic topic = KafkaTopic.open(spec)) {
      topic.check();
    }
  }

  @Override
  public void create() throws SpecException, UnreachableException {
    try (KafkaTopic topic = KafkaTopic.open(spec)) {
      topic.create();
    }
  }

  @Override
  public void stage() {}

  @Override
  public void publish(Slice slice) {}

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(spec, table);
  }

  private static Map<String, String> producerProperties(SinkSpec.Kafka spec, Table table) {
    Map<String, String> properties = new HashMap<>();
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.RETRIES_CONFIG, String.valueOf(Integer.MAX_VALUE));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    if (table.panes()) {
      properties.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, GroupByPartitioner.class.getName());
    }
    properties.putAll(spec.connection().properties());
    properties.putAll(spec.properties());
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    return properties;
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final SinkSpec.Kafka spec;
    private final Table table;

    WriteRows(SinkSpec.Kafka spec, Table table) {
      this.spec = spec;
      this.table = table;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      List<String> key = spec.key().isEmpty() ? table.identity() : spec.key();
      NullableCoder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
      rows.apply("RowsToRecords", ParDo.of(new RowToRecordFn(spec.topic(), key, table)))
          .setCoder(ProducerRecordCoder.of(bytes, bytes))
          .apply(
              "ProduceRecords",
              KafkaIO.<byte[], byte[]>writeRecords()
                  .withBootstrapServers(spec.connection().bootstrapServers())
                  .withTopic(spec.topic())
                  .withKeySerializer(ByteArraySerializer.class)
                  .withValueSerializer(ByteArraySerializer.class)
                  .withProducerFactoryFn(new OpenProducer(producerProperties(spec, table))));
      return WrittenRows.all(rows.getPipeline());
    }
  }

  /** Keeps the properties, which may hold secrets, out of the transform's display data. */
  private static final class OpenProducer
      implements SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> {
    private final Map<String, String> properties;

    OpenProducer(Map<String, String> properties) {
      this.properties = properties;
    }

    @Override
    public Producer<byte[], byte[]> apply(Map<String, Object> config) {
      Map<String, Object> all = new HashMap<>(config);
      all.putAll(properties);
      return new KafkaProducer<>(all);
    }
  }

  private static final class RowToRecordFn extends DoFn<Cells, ProducerRecord<byte[], byte[]>> {
    private static final List<String> HEADERS =
        List.of(Table.PANE, Table.GENERATION, Table.REVISION, Table.WINDOW_START, Table.WINDOW_END);

    private final String topic;
    private final Schema schema;
    private final RowJson key;
    private final RowJson value;
    private final boolean panes;
    private final InstantText instants = new InstantText();

    RowToRecordFn(String topic, List<String> key, Table table) {
      this.topic = topic;
      this.schema = table.schema();
      this.key = RowJson.of(schema, key);
      this.value = RowJson.of(schema);
      this.panes = table.panes();
    }

    @ProcessElement
    public void process(@Element Cells row, OutputReceiver<ProducerRecord<byte[], byte[]>> out) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, key.write(row), retracted(row) ? null : value.write(row));
      if (panes) {
        addHeaders(row, record.headers());
      }
      out.output(record);
    }

    private boolean retracted(Cells row) {
      return panes && Pane.RETRACTED.name().equals(row.get(schema.indexOf(Table.PANE)));
    }

    private void addHeaders(Cells row, Headers headers) {
      for (String name : HEADERS) {
        Object cell = row.get(schema.indexOf(name));
        String text = cell instanceof Instant instant ? instants.of(instant) : String.valueOf(cell);
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
