package io.tidemark.source;

import static io.tidemark.source.Times.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SourceSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What happens to a reader when its broker, its topic or its own run does not stay as it was. */
class ChangingKafkaIT {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final ReaderClock CLOCK = () -> NOON;

  @Test
  void nothingIsLostOrRepeatedWhenTheBrokerIsStoppedAndStartedInMidRead() throws IOException {
    try (KafkaBroker broker = KafkaBroker.start()) {
      broker.createTopic("outage", 2);
      List<String> expected = new ArrayList<>();
      for (int partition = 0; partition < 2; partition++) {
        expected.addAll(Times.send(broker, "outage", partition, new Random(partition), 20_000));
      }
      LogSourceReader reader = reader(source(broker, "outage", StartPosition.EARLIEST));
      List<String> read = new ArrayList<>();
      readUntil(reader, read, 5_000);

      broker.stop();
      Awaitility.await().until(() -> !read(reader, read));
      broker.startAgain();
      readUntil(reader, read, expected.size());

      assertFalse(reader.advance());
      assertEquals(expected.stream().sorted().toList(), read.stream().sorted().toList());
      reader.close();
    }
  }

  @Test
  void aPartitionThatIsAddedWhileAReaderRunsIsReadByItFromTheFirstArrival() throws Exception {
    KafkaBroker broker = SharedFixtures.kafka();
    broker.createTopic("grown", 1);
    LogSourceReader reader = reader(source(broker, "grown", StartPosition.EARLIEST));
    List<String> read = new ArrayList<>();
    send(broker, "grown", 0, NOON);
    readUntil(reader, read, 1);

    try (Admin admin = broker.admin()) {
      admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(2))).all().get();
    }
    Awaitility.await().until(() -> KafkaLog.of(spec(broker, "grown")).earliest(NOON).size() == 2);
    send(broker, "grown", 1, NOON + 100_000);
    readUntil(reader, read, 2);

    assertEquals("grown-1@0 tidemark %d %d".formatted(NOON - 15_000, NOON + 100_000), read.get(1));
    assertEquals(
        List.of("grown-0", "grown-1"),
        reader.getCheckpointMark().partitions().stream().map(PartitionMark::partition).toList());
    reader.close();
  }

  @Test
  void aRunThatResumesWithoutACheckpointBeginsWithTheWatermarkThatWasCommitted() throws Exception {
    KafkaBroker broker = SharedFixtures.kafka();
    broker.createTopic("resumed", 1);
    LogSourceReader first = reader(source(broker, "resumed", StartPosition.RESUME));
    List<String> read = new ArrayList<>();
    send(broker, "resumed", 0, NOON + 60_000);
    readUntil(first, read, 1);
    first.getCheckpointMark().finalizeCheckpoint();
    first.close();

    send(broker, "resumed", 0, NOON);
    LogSourceReader second = reader(source(broker, "resumed", StartPosition.RESUME));

    assertEquals(NOON + 45_000, second.getWatermark().getMillis());
    readUntil(second, read, 2);
    assertEquals("resumed-0@1 tidemark %d %d".formatted(NOON + 45_000, NOON), read.get(1));
    second.close();
  }

  private static void readUntil(LogSourceReader reader, List<String> read, int size) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              boolean more = true;
              while (more && read.size() < size) {
                more = read(reader, read);
              }
              return read.size() >= size;
            });
  }

  private static boolean read(LogSourceReader reader, List<String> read) throws IOException {
    if (!reader.advance()) {
      return false;
    }
    return read.addAll(Times.described(reader.getCurrent()));
  }

  private static LogSourceReader reader(LogSource source) throws IOException {
    return source.split(1, OPTIONS).get(0).createReader(OPTIONS, null);
  }

  private static LogSource source(KafkaBroker broker, String topic, StartPosition from) {
    KafkaLog log = KafkaLog.of(spec(broker, topic)).from(from);
    return LogSource.of(
        LogReading.of(log, Stamping.of(Times.EVENT), CLOCK).withListEvery(Duration.ZERO));
  }

  private static SourceSpec.Kafka spec(KafkaBroker broker, String topic) {
    return new SourceSpec.Kafka(
        new ConnectionSpec.Kafka("broker", broker.bootstrapServers(), Map.of()),
        List.of(topic),
        Optional.empty(),
        "group-of-" + topic,
        Map.of("metadata.max.age.ms", "200"),
        new Place("web.yaml", 7, 9));
  }

  private static void send(KafkaBroker broker, String topic, int partition, long time) {
    broker.send(List.of(new ProducerRecord<>(topic, partition, null, Times.payload(time))));
  }
}
