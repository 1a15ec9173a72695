package io.tidemark.source;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.Type;
import io.tidemark.spec.EventSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events that are nothing but a time, sent to a topic, and what becomes of each. */
final class Times {
  static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);

  static final EventSpec EVENT =
      new EventSpec(
          List.of(
              new DecodedField(
                  "at", Type.TIMESTAMP, false, null, Origin.PAYLOAD, List.of("at"), null)),
          List.of(),
          "at",
          new EventSpec.WatermarkSpec(
              OUT_OF_ORDERNESS, Duration.ofSeconds(30), Duration.ofDays(36_500)),
          Optional.empty());

  private Times() {}

  /** Sends events in no particular order and bad records, and says what becomes of each. */
  static List<String> send(
      KafkaBroker broker, String topic, int partition, Random random, int size) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    long watermark = Event.BEFORE_ALL;
    for (int i = 0; i < size; i++) {
      String position = "%s-%d@%d tidemark %d ".formatted(topic, partition, i, watermark);
      if (random.nextInt(10) == 0) {
        records.add(new ProducerRecord<>(topic, partition, null, bytes("{")));
        expected.add(position + DeadLetter.Reason.MALFORMED);
      } else {
        long time = NOON + i * 100L + random.nextInt(60_000);
        records.add(new ProducerRecord<>(topic, partition, null, payload(time)));
        expected.add(position + time);
        watermark = Math.max(watermark, time - OUT_OF_ORDERNESS.toMillis());
      }
    }
    broker.send(records);
    return expected;
  }

  static List<String> described(Chunk chunk) {
    List<String> all = new ArrayList<>();
    for (Event event : chunk.events()) {
      all.add("%s tidemark %d %d".formatted(event.position(), event.tidemark(), event.time()));
    }
    for (DeadLetter letter : chunk.deadLetters()) {
      all.add(
          "%s tidemark %d %s"
              .formatted(letter.arrival().position(), letter.tidemark(), letter.reason()));
    }
    return all;
  }

  static byte[] payload(long time) {
    return bytes("{\"at\":\"%s\"}".formatted(Instant.ofEpochMilli(time)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
