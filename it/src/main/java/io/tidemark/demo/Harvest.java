package io.tidemark.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads what an example's outputs hold now, with each system's own client. Rows that an
 * at-least-once sink wrote twice count once, by their identity.
 */
public final class Harvest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Outputs outputs;
  private final Systems systems;

  Harvest(Outputs outputs, Systems systems) {
    this.outputs = outputs;
    this.systems = systems;
  }

  /** How many messages the broker took. */
  public long arrivals() {
    return systems.broker().countRecords(outputs.topic());
  }

  /** How far the outputs are, for a progress line: without reading them. */
  String progress() {
    return String.format(
        Locale.ROOT,
        "%s %,d rows  lake %,d rows  dead letters %,d  alerts %,d",
        outputs.mainTable(),
        rows(outputs.mainTable()).rows(),
        systems.lake().countRows(outputs.events()),
        systems.broker().countRecords(outputs.deadLetterTopic()),
        systems.broker().countRecords(outputs.alertTopic()));
  }

  /** Rows and the sum of their revisions of a windowed view. */
  public Forecast.Rows rows(String view) {
    if (view.equals(outputs.alertView())) {
      Collection<JsonNode> alerts = alerts();
      long revisions =
          outputs.alertsOnce() ? 0 : alerts.stream().mapToLong(Harvest::revision).sum();
      return new Forecast.Rows(alerts.size(), revisions);
    }
    if (!systems.database().hasTable(view)) {
      return new Forecast.Rows(0, 0);
    }
    return new Forecast.Rows(
        systems.database().count("SELECT count(*) FROM " + view),
        systems.database().count("SELECT coalesce(sum(revision), 0) FROM " + view));
  }

  /** Whether the main view has a window that the watermark has not passed yet. */
  public boolean isOpen() {
    String open = "SELECT count(*) FROM " + outputs.mainTable() + " WHERE pane = 'EARLY'";
    return systems.database().count(open) > 0;
  }

  /** The rows of the main view, each by the columns that name it. */
  public Map<List<@Nullable Object>, Map<String, @Nullable Object>> mainRows() {
    Map<List<@Nullable Object>, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row :
        systems.database().query("SELECT * FROM " + outputs.mainTable())) {
      List<@Nullable Object> slot = new ArrayList<>();
      outputs.slot().forEach(column -> slot.add(row.get(column)));
      slot.add(row.get("window_start"));
      rows.put(slot, row);
    }
    return rows;
  }

  /** The newest row of every key of the alert topic. */
  public Collection<JsonNode> alerts() {
    Map<String, JsonNode> newest = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : systems.broker().readAll(outputs.alertTopic())) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        newest.remove(key);
      } else {
        JsonNode row = parse(record.value());
        newest.merge(key, row, (a, b) -> revision(b) >= revision(a) ? b : a);
      }
    }
    return newest.values();
  }

  /** The dead letters, each position once. */
  public List<JsonNode> deadLetters() {
    Map<String, JsonNode> letters = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        systems.broker().readAll(outputs.deadLetterTopic())) {
      JsonNode letter = parse(record.value());
      letters.putIfAbsent(
          letter.path("source_partition").asText() + "@" + letter.path("source_offset").asText(),
          letter);
    }
    return List.copyOf(letters.values());
  }

  Map<String, Long> deadLettersByReason() {
    return deadLetters().stream()
        .collect(
            Collectors.groupingBy(
                letter -> letter.path("reason").asText(), TreeMap::new, Collectors.counting()));
  }

  /** The rows of the event view, read from the lake, each position once. */
  public List<Record> events() {
    return distinct(outputs.events(), List.of("source_partition", "source_offset"));
  }

  /** The late events, read from the lake, each position, view and window once. */
  public List<Record> late() {
    return distinct(
        outputs.late(), List.of("source_partition", "source_offset", "view", "window_start"));
  }

  long late(String view) {
    return late().stream().filter(row -> view.equals(row.getField("view"))).count();
  }

  private List<Record> distinct(String table, List<String> identity) {
    if (!systems.lake().hasTable(table)) {
      return List.of();
    }
    Set<List<Object>> seen = new HashSet<>();
    return systems.lake().rows(table).stream()
        .filter(row -> seen.add(identity.stream().map(row::getField).toList()))
        .toList();
  }

  private static long revision(JsonNode row) {
    return row.path("revision").asLong();
  }

  private static JsonNode parse(byte[] value) {
    try {
      return JSON.readTree(new String(value, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an output holds what is not JSON: " + e.getMessage(), e);
    }
  }
}
