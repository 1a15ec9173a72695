package io.tidemark.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.drill.Output.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The rows that the outputs of a drill's pipeline hold now, all of them, as they are read. */
final class Found {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LEDGER =
      "SELECT view, sum(arrivals)::bigint AS arrivals, sum(dead_letters)::bigint AS dead_letters,"
          + " sum(kept)::bigint AS kept, sum(accepted)::bigint AS accepted,"
          + " sum(too_late)::bigint AS too_late FROM books.ledger"
          + " WHERE view NOT LIKE 'events%' GROUP BY view";

  private final DrillSystems systems;
  private final String name;

  /**
   * @param name of the pipeline
   */
  Found(DrillSystems systems, String name) {
    this.systems = systems;
    this.name = name;
  }

  List<Row> rows(Output output) {
    return switch (output) {
      case EVENTS_LAKE -> lake("events", Shape.EVENTS);
      case WINDOWS_LAKE -> lake("windows", Shape.WINDOWS);
      case EVENTS_TABLE -> query("SELECT * FROM events", Shape.EVENTS);
      case WINDOWS_TABLE -> query("SELECT * FROM windows", Shape.WINDOWS);
      case WINDOWS_TOPIC -> topic("windows", Shape.WINDOWS);
      case EVENTS_EXACT -> topic("events", Shape.EVENTS);
      case WINDOWS_EXACT -> topic("exact", Shape.WINDOWS);
      case LATE -> query("SELECT * FROM late", Shape.LATE);
      case DEAD -> query("SELECT * FROM dead", Shape.DEAD);
      case LEDGER -> query(LEDGER, Shape.LEDGER);
    };
  }

  private List<Row> query(String sql, Shape shape) {
    return systems.database().query(sql).stream().map(row -> Row.of(shape, row)).toList();
  }

  private List<Row> lake(String table, Shape shape) {
    List<Row> rows = new ArrayList<>();
    for (Record record : systems.lake().rows(name + "." + table)) {
      Map<String, @Nullable Object> row = new HashMap<>();
      record.struct().fields().forEach(f -> row.put(f.name(), record.getField(f.name())));
      rows.add(Row.of(shape, row));
    }
    return rows;
  }

  private List<Row> topic(String topic, Shape shape) {
    List<Row> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : systems.broker().readAll(name + "." + topic)) {
      String text = new String(record.value(), UTF_8);
      try {
        Map<String, @Nullable Object> row = JSON.readValue(text, new TypeReference<>() {});
        rows.add(Row.of(shape, row));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(topic + " holds what is not JSON: " + text, e);
      }
    }
    return rows;
  }
}
