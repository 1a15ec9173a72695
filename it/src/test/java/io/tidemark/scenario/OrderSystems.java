package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.scenario.OrderTraffic.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A spec from a topic of {@link OrderTraffic} to all kinds of sinks, and what these hold. */
final class OrderSystems {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = OrderTraffic.FILES;

  /** The stretches in which the topic is filled, while the windows before them are closed. */
  static final int STRETCHES = 8;

  private static final String HISTORY = "history: {iceberg: lake, table: NAME.events}\n";

  private static final String SPEC =
      """
      pipeline: NAME
      connections:
        broker: {kafka: {bootstrapServers: "BROKER"}}
        serving: {postgres: {url: "DATABASE", user: postgres, password: "${TIDEMARK_IT_PASSWORD}"}}
        lake: {iceberg: {catalog: {type: hadoop, warehouse: "WAREHOUSE"}}}
      source: {kafka: broker, topics: [NAME]}
      HISTORY
      event:
        format: json
        fields:
          id: string
          ts: timestamp
          host: string
          status: long
          price: {type: double, optional: true}
        time: ts
        watermark: {outOfOrderness: 15s, idleTimeout: 10m}
      checks:
        known_status: {expect: "status BETWEEN 100 AND 599", onFail: deadLetter}
      dimensions:
        geo:
          from: {postgres: serving, table: geo}
          key: {host: name}
          columns: [country]
          validFrom: since
      views:
        events:
          sink: {iceberg: lake, table: NAME.events, partitionBy: ["day(ts)"], commitEvery: 1s}
        sales:
          window: {fixed: 5m}
          allowedLateness: 10m
          groupBy: {host: host, country: geo.country}
          measures:
            orders: "COUNT(*)"
            priced: "COUNT(price)"
            failures: "COUNT(*) FILTER (WHERE status >= 500)"
            total: "SUM(price)"
            mean: "AVG(price)"
            dearest: "MAX(price)"
            first: "MIN(ts)"
          sink: {postgres: serving, table: sales}
        failed:
          where: "status >= 500"
          window: {fixed: 2m}
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {postgres: serving, table: failed}
        busy:
          window: {fixed: 5m}
          allowedLateness: 10m
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          having: "n > 10"
          sink: {kafka: broker, topic: NAME.alerts}
      lateEvents: {iceberg: lake, table: NAME.late, commitEvery: 1s}
      deadLetters: {kafka: broker, topic: NAME.dead}
      """;

  private final KafkaBroker broker = SharedFixtures.kafka();
  private final IcebergLake lake = SharedFixtures.lake();
  private final PostgresDatabase database;
  private final Path directory;
  private final String name;

  private OrderSystems(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    this.database = SharedFixtures.postgres().fresh(name);
  }

  /**
   * Creates a topic and fills a dimension table; {@code name} tells them from those of other tests.
   */
  static OrderSystems in(Path directory, String name) {
    OrderSystems systems = new OrderSystems(directory, name);
    systems.broker.createTopic(name, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
    systems.database.execute("CREATE TABLE geo (name text, since timestamptz, country text)");
    for (Oracle.Version<String> version : OrderTraffic.countries()) {
      systems.database.execute(
          "INSERT INTO geo VALUES ('%s', '%s', '%s')"
              .formatted(version.key(), version.from(), version.value()));
    }
    return systems;
  }

  /** The lines but for blank ones, partition after partition; the last closes every window. */
  private static List<Message<Order>> lines() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(OrderSystems::lines)
        .flatMap(List::stream)
        .toList();
  }

  private static List<Message<Order>> lines(int partition) {
    Stream<Message<Order>> all =
        OrderTraffic.lines().stream()
            .filter(line -> line.partition() == partition)
            .filter(line -> line.event().isPresent() || line.refused().isPresent());
    return Stream.concat(all, Stream.of(OrderTraffic.last(partition))).toList();
  }

  /**
   * Sends a stretch of every partition.
   *
   * @return the time that every partition's watermark then has reached
   */
  Instant send(int stretch) {
    Instant reached = Instant.MAX;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Message<Order>> lines = lines(partition);
      List<Message<Order>> sent = lines.subList(0, lines.size() * (stretch + 1) / STRETCHES);
      broker.send(
          sent.stream().skip(lines.size() * stretch / STRETCHES).map(m -> m.to(name)).toList());
      Instant newest =
          sent.stream()
              .flatMap(m -> m.event().stream())
              .map(Order::time)
              .max(Instant::compareTo)
              .get();
      reached = reached.isBefore(newest) ? reached : newest;
    }
    return reached.minus(OrderOracle.OUT_OF_ORDERNESS);
  }

  /** Whether the windows of sales that end in the five minutes to {@code watermark} are written. */
  boolean hasClosed(Instant watermark) {
    return database.count(
            "SELECT count(*) FROM sales WHERE window_end > timestamptz '%s' - interval '5 minutes'"
                .formatted(watermark))
        > 0;
  }

  /** How many rows of sales were refined by a late event. */
  long refined() {
    return database.count("SELECT count(*) FROM sales WHERE pane = 'LATE'");
  }

  /** The spec, in whose batch runs the lake is the history. */
  Path specWithHistory() throws IOException {
    return spec("with-history.yaml", HISTORY);
  }

  /** The spec, in whose batch runs the topic is read again. */
  Path specWithoutHistory() throws IOException {
    return spec("without-history.yaml", "");
  }

  private Path spec(String file, String history) throws IOException {
    String text =
        SPEC.replace("HISTORY\n", history)
            .replace("NAME", name)
            .replace("BROKER", broker.bootstrapServers())
            .replace("DATABASE", database.jdbcUrl())
            .replace("WAREHOUSE", lake.warehouse());
    return Files.writeString(directory.resolve(file), text);
  }

  /** Empties the tables of the windowed views. */
  void forgetResults() {
    database.execute("TRUNCATE sales; TRUNCATE failed");
  }

  /** What the oracle says, see {@link OrderOracle#rows}. */
  Map<String, List<String>> expected() {
    List<String> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(partition -> name + "-" + partition).toList();
    return OrderOracle.rows(
        new OrderOracle.Reading(lines(), partitions, 0, List.of("busy", "failed", "sales")), false);
  }

  /** What the outputs hold; of topics the newest record of every key. */
  Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    rows.put("events", lakeRows("events"));
    rows.put("late", lakeRows("late"));
    rows.put("sales", tableRows("sales"));
    rows.put("failed", tableRows("failed"));
    rows.put("busy", OrderRows.texts(OrderRows.newest(records(name + ".alerts"))));
    rows.put("dead", OrderRows.texts(records(name + ".dead")).stream().distinct().toList());
    return rows;
  }

  private List<String> tableRows(String table) {
    List<Map<String, @Nullable Object>> rows = database.query("SELECT * FROM " + table);
    rows.forEach(
        row ->
            row.replaceAll((column, cell) -> cell instanceof Timestamp t ? t.toInstant() : cell));
    return OrderRows.texts(rows);
  }

  private List<String> lakeRows(String table) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Record record : lake.rows(name + "." + table)) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      record
          .struct()
          .fields()
          .forEach(
              field -> {
                Object cell = record.getField(field.name());
                row.put(field.name(), cell instanceof OffsetDateTime t ? t.toInstant() : cell);
              });
      rows.add(row);
    }
    return OrderRows.texts(rows);
  }

  private List<Map<String, @Nullable Object>> records(String topic) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : broker.readAll(topic)) {
      try {
        rows.add(JSON.readValue(new String(record.value(), UTF_8), new TypeReference<>() {}));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(topic + " holds what is not JSON: " + e.getMessage(), e);
      }
    }
    return rows;
  }
}
