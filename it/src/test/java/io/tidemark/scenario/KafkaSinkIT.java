package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.UnreachableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The records that a Kafka sink appends: keys, values, headers, partitions, tombstones. */
class KafkaSinkIT {
  private final KafkaBroker broker = SharedFixtures.kafka();

  private static SinkSpec.Kafka spec(
      String servers, String topic, List<String> key, SinkSpec.Delivery delivery) {
    ConnectionSpec.Kafka connection = new ConnectionSpec.Kafka("broker", servers, Map.of());
    return new SinkSpec.Kafka(connection, topic, key, delivery, Map.of(), SinkRun.PLACE);
  }

  private Sink launched(String topic, Table table, String... key) throws Exception {
    SinkSpec.Kafka spec =
        spec(broker.bootstrapServers(), topic, List.of(key), SinkSpec.Delivery.AT_LEAST_ONCE);
    Sink sink = Sink.of(spec, table, "web");
    SinkRun.launch(sink);
    return sink;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aPaneIsARecordWithKeyValueAndHeaders() throws Exception {
    Sink sink = launched("sink-pane", SinkRun.HITS);

    SinkRun.stream(sink, SinkRun.HITS, SinkRun.pane("h", 0, 3L, "ON_TIME", 7, 3));

    List<ConsumerRecord<byte[], byte[]>> records = broker.readAll("sink-pane");
    assertEquals(1, records.size());
    ConsumerRecord<byte[], byte[]> record = records.get(0);
    assertEquals("{\"host\":\"h\",\"window_start\":\"2026-11-01T12:00:00Z\"}", text(record.key()));
    assertEquals(
        "{\"host\":\"h\",\"window_start\":\"2026-11-01T12:00:00Z\","
            + "\"window_end\":\"2026-11-01T12:05:00Z\",\"hits\":3,\"pane\":\"ON_TIME\","
            + "\"generation\":7,\"revision\":3}",
        text(record.value()));
    assertEquals(
        List.of(
            "pane=ON_TIME",
            "generation=7",
            "revision=3",
            "window_start=2026-11-01T12:00:00Z",
            "window_end=2026-11-01T12:05:00Z"),
        StreamSupport.stream(record.headers().spliterator(), false)
            .map(header -> header.key() + "=" + text(header.value()))
            .toList());
  }

  @Test
  void aRetractionIsATombstoneOfTheSameKey() throws Exception {
    Sink sink = launched("sink-tombstone", SinkRun.HITS);

    SinkRun.stream(sink, SinkRun.HITS, SinkRun.pane(null, 0, 3L, "ON_TIME", 7, 3));
    SinkRun.stream(sink, SinkRun.HITS, SinkRun.pane(null, 0, null, "RETRACTED", 7, 4));

    List<ConsumerRecord<byte[], byte[]>> records = broker.readAll("sink-tombstone");
    assertEquals(2, records.size());
    assertEquals(text(records.get(0).key()), text(records.get(1).key()));
    assertNull(records.get(1).value());
    assertEquals("RETRACTED", text(records.get(1).headers().lastHeader("pane").value()));
  }

  @Test
  void aSessionsKeyHoldsItsEndSoThatTheShorterRowIsWithdrawnAlone() throws Exception {
    broker.createTopic("sink-sessions", 4);
    Sink sink = launched("sink-sessions", SinkRun.SESSIONS);

    SinkRun.stream(sink, SinkRun.SESSIONS, SinkRun.session("h", 0, 5, 1L, "EARLY", 1));
    SinkRun.stream(sink, SinkRun.SESSIONS, SinkRun.session("h", 0, 5, null, "RETRACTED", 1));
    SinkRun.stream(sink, SinkRun.SESSIONS, SinkRun.session("h", 0, 9, 2L, "EARLY", 2));

    List<ConsumerRecord<byte[], byte[]>> records = broker.readAll("sink-sessions");
    String start = "{\"host\":\"h\",\"window_start\":\"2026-11-01T12:00:00Z\",\"window_end\":";
    assertEquals(
        List.of(
            start + "\"2026-11-01T12:05:00Z\"}",
            start + "\"2026-11-01T12:05:00Z\"}",
            start + "\"2026-11-01T12:09:00Z\"}"),
        records.stream().map(record -> text(record.key())).toList());
    assertEquals(
        List.of(false, true, false),
        records.stream().map(record -> record.value() == null).toList());
    assertEquals(1, records.stream().map(ConsumerRecord::partition).distinct().count());
  }

  @Test
  void allWindowsOfAKeyStandInOnePartition() throws Exception {
    broker.createTopic("sink-partitions", 4);
    Sink sink = launched("sink-partitions", SinkRun.HITS);
    List<Cells> rows = new ArrayList<>();
    for (int key = 0; key < 20; key++) {
      for (int window = 0; window < 3; window++) {
        rows.add(SinkRun.pane("host-" + key, window * 5, 1L, "ON_TIME", 1, 1));
      }
    }

    SinkRun.stream(
        sink, SinkRun.HITS, rows.get(0), rows.subList(1, rows.size()).toArray(new Cells[0]));

    Map<String, List<Integer>> partitions =
        broker.readAll("sink-partitions").stream()
            .collect(
                Collectors.groupingBy(
                    record -> text(record.key()).replaceAll(",\"window_start.*", ""),
                    Collectors.mapping(ConsumerRecord::partition, Collectors.toList())));
    assertEquals(20, partitions.size());
    partitions.forEach(
        (key, of) -> assertEquals(List.of(of.get(0), of.get(0), of.get(0)), of, key));
    assertTrue(
        partitions.values().stream().map(of -> of.get(0)).collect(Collectors.toSet()).size() > 1);
  }

  @Test
  void anEventsKeyIsItsPositionUnlessTheSinkNamesAnother() throws Exception {
    Cells row = Cells.of("MALFORMED", "t-0", 5L);

    SinkRun.stream(launched("sink-position", SinkRun.DEAD_LETTERS), SinkRun.DEAD_LETTERS, row);
    SinkRun.stream(launched("sink-key", SinkRun.DEAD_LETTERS, "reason"), SinkRun.DEAD_LETTERS, row);

    ConsumerRecord<byte[], byte[]> byPosition = broker.readAll("sink-position").get(0);
    assertEquals("{\"source_partition\":\"t-0\",\"source_offset\":5}", text(byPosition.key()));
    assertEquals(0, byPosition.headers().toArray().length);
    assertEquals("{\"reason\":\"MALFORMED\"}", text(broker.readAll("sink-key").get(0).key()));
  }

  @Test
  void boundedRowsAreAppended() throws Exception {
    Sink sink = launched("sink-bounded", SinkRun.DEAD_LETTERS);
    Cells[] rows =
        IntStream.range(0, 100)
            .mapToObj(i -> Cells.of("MALFORMED", "p", (long) i))
            .toArray(Cells[]::new);

    SinkRun.batch(sink, SinkRun.DEAD_LETTERS, rows);

    assertEquals(100, broker.readAll("sink-bounded").size());
  }

  @Test
  void checkingCreatesNoTopic() throws Exception {
    SinkSpec.Kafka spec =
        spec(broker.bootstrapServers(), "sink-none", List.of(), SinkSpec.Delivery.AT_LEAST_ONCE);

    Sink.of(spec, SinkRun.HITS, "web").check();

    assertTrue(!broker.topics().contains("sink-none"));
  }

  @Test
  void aBrokerThatIsNotThereIsUnreachableAndNamed() throws Exception {
    SinkSpec.Kafka spec = spec("localhost:1", "t", List.of(), SinkSpec.Delivery.AT_LEAST_ONCE);
    Sink sink = Sink.of(spec, SinkRun.HITS, "web");

    UnreachableException failure = assertThrows(UnreachableException.class, sink::check);

    assertEquals(
        "no Kafka broker answers at localhost:1 (connection broker) within 10 s",
        failure.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void aRecordThatIsTooLargeIsRefusedAloneAndToldWhy(SinkSpec.Delivery delivery) throws Exception {
    String topic = "sink-large-" + delivery;
    broker.createTopic(topic, 1, Map.of("max.message.bytes", "2000"));
    SinkSpec.Kafka spec = spec(broker.bootstrapServers(), topic, List.of(), delivery);
    Sink sink = Sink.of(spec, SinkRun.DEAD_LETTERS, "web");
    SinkRun.launch(sink);
    String noise =
        new Random(5)
            .ints(4000, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    int size =
        256
            + "{'source_partition':'p','source_offset':2}".length()
            + ("{'reason':'" + noise + "','source_partition':'p','source_offset':2}").length();
    String why =
        delivery == SinkSpec.Delivery.EXACTLY_ONCE
            ? "a record of " + size + " bytes, the most is 2000"
            : "The request included a message larger than the max message size the server will"
                + " accept.";

    SinkRun.streamRefusing(
        List.of(noise + ": " + why),
        sink,
        SinkRun.DEAD_LETTERS,
        Cells.of("small", "p", 1L),
        Cells.of(noise, "p", 2L),
        Cells.of("small", "p", 3L));

    assertEquals(
        List.of("1", "3"),
        broker.readAll(topic).stream()
            .map(record -> text(record.value()).replaceAll(".*:|}", ""))
            .sorted()
            .toList());
  }
}
