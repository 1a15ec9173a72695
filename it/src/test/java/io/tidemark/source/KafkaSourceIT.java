package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Arrival;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A Kafka topic read by a real consumer: positions, stamps, idleness and start positions. */
class KafkaSourceIT {
  private static final KafkaBroker BROKER = SharedFixtures.kafka();
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  private static final Place PLACE = new Place("web.yaml", 7, 9);

  private final AtomicLong now = new AtomicLong(NOON);

  @Test
  void noArrivalIsLostOrRepeatedAndEveryStampIsTheSameAfterAnyRestores() throws IOException {
    BROKER.createTopic("restores", 3);
    Random random = new Random(11);
    List<String> expected = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      expected.addAll(Times.send(BROKER, "restores", partition, random, 4_000));
    }

    List<String> committed = new ArrayList<>();
    for (LogSource source : source("restores", StartPosition.EARLIEST).split(2, OPTIONS)) {
      committed.addAll(readWithCrashes(source, random));
    }

    assertEquals(expected.stream().sorted().toList(), committed.stream().sorted().toList());
  }

  /** Checkpoints, crashes that lose what came after one, until everything is in a checkpoint. */
  private static List<String> readWithCrashes(LogSource source, Random random) throws IOException {
    List<String> committed = new ArrayList<>();
    LogMark mark =
        CoderUtils.clone(LogMarkCoder.of(), source.createReader(OPTIONS, null).getCheckpointMark());
    LogSourceReader reader = source.createReader(OPTIONS, mark);
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (mark.partitions().stream().anyMatch(partition -> partition.offset() < 4_000)) {
      assertTrue(System.nanoTime() < deadline, "the end is not reached");
      List<String> bundle = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        long before = reader.getWatermark().getMillis();
        if (reader.advance()) {
          reader.getCurrent().events().forEach(e -> assertTrue(e.tidemark() >= before));
          bundle.addAll(Times.described(reader.getCurrent()));
        }
      }
      boolean crashes = !bundle.isEmpty() && random.nextInt(4) == 0;
      if (!crashes) {
        mark = CoderUtils.clone(LogMarkCoder.of(), reader.getCheckpointMark());
        committed.addAll(bundle);
      }
      if (crashes || (!bundle.isEmpty() && random.nextInt(4) == 0)) {
        reader.close();
        reader = source.createReader(OPTIONS, mark);
      }
    }
    reader.close();
    return committed;
  }

  @Test
  void aPartitionThatNeverDeliveredHoldsTheWatermarkUntilItIsIdle() throws IOException {
    BROKER.createTopic("idle", 2);
    send("idle", 0, NOON + 100_000);
    LogSourceReader reader = onlyReader("idle", StartPosition.EARLIEST);

    Awaitility.await().until(reader::advance);
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    now.addAndGet(29_999);
    assertFalse(reader.advance());
    assertEquals(BoundedWindow.TIMESTAMP_MIN_VALUE, reader.getWatermark());
    now.addAndGet(1);
    awaitWatermark(reader, NOON + 15_000);

    send("idle", 1, NOON + 1_000);
    Awaitility.await().until(reader::advance);
    assertEquals(NOON + 15_000, reader.getCurrent().events().get(0).tidemark());
    now.addAndGet(60_000);
    awaitWatermark(reader, NOON + 75_000);
    reader.close();
  }

  @Test
  void aBacklogThatWasNotReadYetIsNotIdleHoweverLongItIsSilent() throws IOException {
    BROKER.createTopic("backlog", 1);
    send("backlog", 0, NOON);
    LogSourceReader reader = onlyReader("backlog", StartPosition.EARLIEST);

    now.addAndGet(3_600_000);
    Awaitility.await()
        .until(
            () -> {
              boolean read = reader.advance();
              assertTrue(read || reader.getWatermark().equals(BoundedWindow.TIMESTAMP_MIN_VALUE));
              return read;
            });

    assertEquals(Event.BEFORE_ALL, reader.getCurrent().events().get(0).tidemark());
    assertEquals(NOON - 15_000, reader.getWatermark().getMillis());
    reader.close();
  }

  @Test
  void aPartitionIsIdleBehindTransactionsAndWhatOneStillHoldsComesWithTheIdleTidemark()
      throws Exception {
    BROKER.createTopic("transactions", 1);
    LogSourceReader reader = onlyReader("transactions", StartPosition.EARLIEST);
    try (KafkaProducer<byte[], byte[]> producer = transactional("transactions")) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", 0, null, Times.payload(NOON))).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", 0, null, Times.payload(NOON))).get();
      producer.abortTransaction();
      Awaitility.await().until(reader::advance);
      assertEquals(List.of(Event.BEFORE_ALL), tidemarks(reader));
      now.addAndGet(30_000);
      long idle = awaitIdle(reader);

      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", 0, null, Times.payload(NOON + 1))).get();
      idle = Math.max(idle, awaitIdle(reader));
      producer.commitTransaction();
      Awaitility.await().until(reader::advance);

      assertEquals(List.of(idle), tidemarks(reader));
      assertEquals(4, reader.getCurrent().events().get(0).position().offset());
    }
    reader.close();
  }

  private static void awaitWatermark(LogSourceReader reader, long watermark) {
    Awaitility.await()
        .until(
            () -> {
              assertFalse(reader.advance());
              return reader.getWatermark().getMillis() == watermark;
            });
  }

  /** Lets the clock run until the end of every partition was seen at its time. */
  private long awaitIdle(LogSourceReader reader) {
    now.addAndGet(1_000);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              assertFalse(reader.advance());
              long seen = now.get() - Times.OUT_OF_ORDERNESS.toMillis();
              boolean idle = reader.getWatermark().getMillis() == seen;
              now.addAndGet(idle ? 0 : 1_000);
              return idle;
            });
    return reader.getWatermark().getMillis();
  }

  private static List<Long> tidemarks(LogSourceReader reader) {
    return reader.getCurrent().events().stream().map(Event::tidemark).toList();
  }

  private static KafkaProducer<byte[], byte[]> transactional(String id) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", BROKER.bootstrapServers(), "transactional.id", id);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  @Test
  void arrivalTimeIsTheBrokersUnderLogAppendTimeElseTheReadersClock() throws IOException {
    BROKER.createTopic("appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
    BROKER.createTopic("created", 1, Map.of("message.timestamp.type", "CreateTime"));
    long before = System.currentTimeMillis();
    send("appended", 0, NOON);
    send("created", 0, NOON);
    long after = System.currentTimeMillis();

    long appended = firstArrival("appended").arrivedAt();
    long created = firstArrival("created").arrivedAt();

    assertTrue(before <= appended && appended <= after, () -> "arrived at " + appended);
    assertEquals(NOON, created);
  }

  @Test
  void keyHeadersTopicAndPositionAreTheRecords() throws IOException {
    BROKER.createTopic("whole", 2);
    ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>("whole", 1, Times.bytes("k"), null);
    sent.headers().add("h", Times.bytes("v"));
    BROKER.send(List.of(sent));

    Arrival arrival = firstArrival("whole");

    assertEquals("whole-1@0", arrival.position().toString());
    assertEquals("whole", arrival.topic());
    assertEquals(0, arrival.payload().length);
    assertEquals("k", new String(arrival.key(), StandardCharsets.UTF_8));
    assertEquals("h", arrival.headers().get(0).name());
    assertEquals("v", new String(arrival.headers().get(0).value(), StandardCharsets.UTF_8));
  }

  @Test
  void aReadingStartsWhereItIsToldAndResumesWhereItsGroupCommitted() throws IOException {
    BROKER.createTopic("starts", 1);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      records.add(new ProducerRecord<>("starts", 0, NOON + i * 1_000L, null, Times.payload(NOON)));
    }
    BROKER.send(records);

    assertEquals(0, startOf("starts", StartPosition.EARLIEST));
    assertEquals(10, startOf("starts", StartPosition.LATEST));
    assertEquals(4, startOf("starts", StartPosition.parse("2026-11-01T12:00:03.001Z")));
    assertEquals(10, startOf("starts", StartPosition.parse("2026-11-02")));
    assertEquals(0, startOf("starts", StartPosition.RESUME));

    LogSourceReader reader = onlyReader("starts", StartPosition.RESUME);
    Awaitility.await().until(reader::advance);
    LogMark mark = reader.getCheckpointMark();
    mark.finalizeCheckpoint();
    reader.advance();
    reader.close();
    long read = mark.partitions().get(0).offset();

    assertTrue(read > 0);
    assertEquals(read, startOf("starts", StartPosition.RESUME));
  }

  @Test
  void aPartitionThatWasAddedIsReadFromItsFirstArrivalByARestoredReader() throws Exception {
    BROKER.createTopic("grows", 1);
    LogSource source = source("grows", StartPosition.LATEST).split(1, OPTIONS).get(0);
    LogSourceReader reader = source.createReader(OPTIONS, null);
    send("grows", 0, NOON);
    Awaitility.await().until(reader::advance);
    LogMark mark = CoderUtils.clone(LogMarkCoder.of(), reader.getCheckpointMark());
    reader.close();
    try (Admin admin = BROKER.admin()) {
      admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(2))).all().get();
    }
    Awaitility.await().until(() -> KafkaLog.of(spec("grows")).earliest(NOON).size() == 2);
    send("grows", 1, NOON + 100_000);

    LogSourceReader restored = source.createReader(OPTIONS, mark);
    Awaitility.await().until(restored::advance);

    assertEquals(
        List.of("grows-1@0 tidemark %d %d".formatted(NOON - 15_000, NOON + 100_000)),
        Times.described(restored.getCurrent()));
    restored.close();
  }

  @Test
  void aBoundedReadingEndsWhereTheTopicEndedAtLaunchAlsoBehindATransaction() throws Exception {
    BROKER.createTopic("bounded", 3);
    try (KafkaProducer<byte[], byte[]> producer = transactional("bounded")) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("bounded", 0, null, Times.payload(NOON))).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("bounded", 0, null, Times.payload(NOON))).get();
      producer.send(new ProducerRecord<>("bounded", 1, null, Times.payload(NOON))).get();
      producer.commitTransaction();
    }
    Pipeline pipeline = Pipeline.create();
    PCollection<String> counted =
        pipeline
            .apply("Read", ReadFromKafka.of(spec("bounded"), Times.EVENT).bounded())
            .apply("Unpack", ParDo.of(new PositionFn()));
    send("bounded", 2, NOON);

    PAssert.that(counted).containsInAnyOrder("bounded-0@2", "bounded-1@0");
    PAssert.thatSingleton(counted.apply("Count", Count.globally())).isEqualTo(2L);
    pipeline.run().waitUntilFinish();
  }

  private static final class PositionFn extends DoFn<Chunk, String> {
    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<String> out) {
      chunk.events().forEach(event -> out.output(event.position().toString()));
    }
  }

  @Test
  void aTopicThatIsNotThereIsAnErrorOfTheSpecAndIsNotCreated() throws Exception {
    List<SpecError> errors = KafkaCheck.errors(spec("nowhere"));

    assertEquals(1, errors.size());
    assertEquals(PLACE, errors.get(0).place());
    String message = errors.get(0).message();
    assertTrue(message.startsWith("topic nowhere does not exist at " + BROKER.bootstrapServers()));
    assertFalse(BROKER.topics().contains("nowhere"));
  }

  @Test
  void aBrokerThatIsNotThereIsUnreachableAndNamed() {
    ConnectionSpec.Kafka dead = new ConnectionSpec.Kafka("broker", "localhost:1", Map.of());

    UnreachableException e =
        assertThrows(UnreachableException.class, () -> KafkaCheck.errors(spec(dead, "anything")));

    assertEquals(
        "no Kafka broker answers at localhost:1 (connection broker) within 10 s", e.getMessage());
  }

  private long startOf(String topic, StartPosition from) throws IOException {
    return KafkaLog.of(spec(topic)).from(from).start(false, NOON).get(0).offset();
  }

  private Arrival firstArrival(String topic) throws IOException {
    LogSourceReader reader = onlyReader(topic, StartPosition.EARLIEST);
    Awaitility.await().until(reader::advance);
    Chunk chunk = reader.getCurrent();
    reader.close();
    return chunk.events().isEmpty()
        ? chunk.deadLetters().get(0).arrival()
        : chunk.events().get(0).arrival();
  }

  private LogSourceReader onlyReader(String topic, StartPosition from) throws IOException {
    return source(topic, from).split(1, OPTIONS).get(0).createReader(OPTIONS, null);
  }

  private LogSource source(String topic, StartPosition from) {
    return LogSource.of(
        LogReading.of(KafkaLog.of(spec(topic)).from(from), Stamping.of(Times.EVENT), now::get));
  }

  private static SourceSpec.Kafka spec(String topic) {
    return spec(new ConnectionSpec.Kafka("broker", BROKER.bootstrapServers(), Map.of()), topic);
  }

  private static SourceSpec.Kafka spec(ConnectionSpec.Kafka connection, String topic) {
    return new SourceSpec.Kafka(
        connection, List.of(topic), Optional.empty(), "group-of-" + topic, Map.of(), PLACE);
  }

  private static void send(String topic, int partition, long time) {
    BROKER.send(List.of(new ProducerRecord<>(topic, partition, null, Times.payload(time))));
  }
}
