package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SinkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each group of rows is in the topic once for readers of committed records. */
class ProduceTransactionsIT {
  private static final Table TABLE =
      new Table(
          "events",
          Table.Kind.EVENTS,
          Schema.of(
              Field.required("source_partition", Type.STRING),
              Field.required("source_offset", Type.LONG)),
          List.of("source_partition", "source_offset"),
          List.of(),
          Optional.empty());

  private final KafkaBroker broker = SharedFixtures.kafka();

  /** As a worker begins. */
  private ProduceTransactions committer(String topic) {
    SinkSpec.Kafka spec =
        new SinkSpec.Kafka(
            new ConnectionSpec.Kafka("broker", broker.bootstrapServers(), Map.of()),
            topic,
            List.of(),
            SinkSpec.Delivery.EXACTLY_ONCE,
            // The client does not tell a fenced producer so, if it asks at the wrong moment.
            Map.of("max.block.ms", "2000"),
            new Place("web.yaml", 1, 1));
    return new ProduceTransactions(
        ProducerSettings.of(spec, TABLE),
        new RecordOfRow(topic, List.of("source_offset"), TABLE),
        "web-" + topic,
        topic);
  }

  private static Group<List<Cells>> group(long number, long... offsets) {
    List<Cells> rows = Arrays.stream(offsets).mapToObj(offset -> Cells.of("p", offset)).toList();
    return new Group<>(number, Instant.EPOCH, rows);
  }

  private List<Long> offsets(String topic) {
    return broker.readAll(topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .map(json -> Long.valueOf(json.replaceAll("\\D", "")))
        .toList();
  }

  @Test
  void groupsThatCameOutOfTheCheckpointAreNotSentAgain() throws Exception {
    broker.createTopic("groups-once", 1);
    try (ProduceTransactions first = committer("groups-once")) {
      first.commit(0, "a", 0, List.of(group(1, 10, 11)));
      first.commit(0, "a", 0, List.of(group(2, 12)));
    }

    try (ProduceTransactions restored = committer("groups-once")) {
      restored.commit(0, "a", 3, List.of(group(2, 12), group(3, 13)));
      restored.commit(0, "a", 3, List.of(group(4, 14)));
    }

    assertEquals(List.of(10L, 11L, 12L, 13L, 14L), offsets("groups-once"));
  }

  @Test
  void aWorkerThatWasReplacedCommitsNothingMore() throws Exception {
    broker.createTopic("groups-fenced", 1);
    try (ProduceTransactions old = committer("groups-fenced");
        ProduceTransactions restored = committer("groups-fenced")) {
      old.commit(0, "a", 0, List.of(group(1, 10)));
      restored.commit(0, "a", 2, List.of(group(1, 10), group(2, 11)));

      assertThrows(IOException.class, () -> old.commit(0, "a", 0, List.of(group(2, 11))));
    }

    assertEquals(List.of(10L, 11L), offsets("groups-fenced"));
  }

  @Test
  void aStreamThatBeginsAnewOrWasPutBackLosesNothing() throws Exception {
    broker.createTopic("groups-anew", 1);
    try (ProduceTransactions first = committer("groups-anew")) {
      first.commit(0, "a", 0, List.of(group(1, 10), group(2, 11), group(3, 12)));
    }

    try (ProduceTransactions putBack = committer("groups-anew")) {
      putBack.commit(0, "a", 1, List.of(group(2, 20), group(3, 21)));
    }
    try (ProduceTransactions anew = committer("groups-anew")) {
      anew.commit(0, "b", 0, List.of(group(1, 30)));
    }

    assertEquals(List.of(10L, 11L, 12L, 20L, 21L, 30L), offsets("groups-anew"));
  }
}
