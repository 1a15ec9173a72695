package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import io.tidemark.scenario.OrderTraffic.Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A spec over {@link OrderTraffic}'s files in a directory, and what its outputs hold. */
final class OrderPipeline {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OUTPUTS =
      List.of("dead", "events", "failed", "late", "quiet", "sales");

  private static final String SPEC =
      """
      pipeline: orders
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields:
          id: string
          ts: timestamp
          host: string
          status: long
          price: {type: double, optional: true}
        time: ts
        watermark: {outOfOrderness: 15s}
      checks:
        known_status: {expect: "status BETWEEN 100 AND 599", onFail: deadLetter}
      dimensions:
        geo:
          from: {files: "DIR/geo.csv"}
          key: {host: name}
          columns: [country]
          validFrom: since
      views:
        events:
          sink: {files: "DIR/out/events"}
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
          sink: {files: "DIR/out/sales"}
        quiet:
          window: {fixed: 1m}
          allowedLateness: 2m
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          having: "n < 3"
          sink: {files: "DIR/out/quiet"}
        failed:
          where: "status >= 500"
          window: {fixed: 2m}
          groupBy: [host]
          measures: {n: "COUNT(*)"}
          sink: {files: "DIR/out/failed"}
      lateEvents: {files: "DIR/out/late"}
      deadLetters: {files: "DIR/out/dead"}
      """;

  private final Path directory;

  private OrderPipeline(Path directory) {
    this.directory = directory;
  }

  /** Writes the spec and what it reads. */
  static OrderPipeline in(Path directory) throws IOException {
    OrderPipeline pipeline = new OrderPipeline(directory);
    Files.createDirectory(directory.resolve("in"));
    List<ByteArrayOutputStream> files =
        Stream.generate(ByteArrayOutputStream::new).limit(OrderTraffic.FILES).toList();
    for (Message<Order> line : OrderTraffic.lines()) {
      ByteArrayOutputStream file = files.get(line.partition());
      if (file.size() > 0) {
        file.writeBytes((file.size() % 2 == 0 ? "\n" : "\r\n").getBytes(UTF_8));
      }
      file.writeBytes(line.value());
    }
    for (int i = 0; i < files.size(); i++) {
      Files.write(Path.of(pipeline.partitions().get(i)), files.get(i).toByteArray());
    }
    StringBuilder geo = new StringBuilder("name,since,country\n");
    for (Oracle.Version<String> version : OrderTraffic.countries()) {
      geo.append("%s,%s,%s%n".formatted(version.key(), version.from(), version.value()));
    }
    Files.writeString(directory.resolve("geo.csv"), geo);
    Files.writeString(pipeline.spec(), SPEC.replace("DIR", directory.toString()));
    return pipeline;
  }

  Path spec() {
    return directory.resolve("orders.yaml");
  }

  /** What the oracle says, see {@link OrderOracle#rows}. */
  Map<String, List<String>> expected(boolean includeLate) {
    return OrderOracle.rows(
        new OrderOracle.Reading(
            OrderTraffic.lines(), partitions(), 1, List.of("failed", "quiet", "sales")),
        includeLate);
  }

  private List<String> partitions() {
    return IntStream.range(0, OrderTraffic.FILES)
        .mapToObj(i -> directory.resolve("in").resolve("p" + i + ".jsonl").toString())
        .toList();
  }

  /** {@code tidemark run SPEC OPTIONS}. */
  Typed run(String... options) {
    return Typed.tidemark(
        Stream.concat(Stream.of("run", spec().toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  /** Every row of every output, without {@link OrderRows#OF_THE_RUN}. */
  Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String output : OUTPUTS) {
      rows.put(output, OrderRows.texts(read(output)));
    }
    return rows;
  }

  /** {@link #rows}, but of a windowed view only the newest of every key and window. */
  Map<String, List<String>> finalRows() throws IOException {
    Map<String, List<String>> rows = rows();
    for (String view : List.of("failed", "quiet", "sales")) {
      rows.put(view, OrderRows.texts(OrderRows.newest(read(view))));
    }
    return rows;
  }

  /** How many rows of a view are of that pane. */
  long panes(String view, String pane) throws IOException {
    return read(view).stream().filter(row -> pane.equals(row.get("pane"))).count();
  }

  private List<Map<String, @Nullable Object>> read(String output) throws IOException {
    Path files = directory.resolve("out").resolve(output);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    if (Files.exists(files)) {
      try (Stream<Path> all = Files.list(files)) {
        for (Path file : all.filter(f -> !f.getFileName().toString().matches("[._].*")).toList()) {
          for (String line : Files.readAllLines(file)) {
            rows.add(JSON.readValue(line, new TypeReference<>() {}));
          }
        }
      }
    }
    return rows;
  }
}
