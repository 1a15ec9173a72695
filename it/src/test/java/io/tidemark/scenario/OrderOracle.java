package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import io.tidemark.scenario.OrderTraffic.Order;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What every output of a pipeline over {@link OrderTraffic} must hold in the end, as sorted rows of
 * text.
 */
final class OrderOracle {
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);
  private static final Duration FOR_EVER = Duration.ofDays(10_000);
  private static final MathContext EXACT_ENOUGH = new MathContext(400);

  private final Reading reading;
  private final boolean includeLate;
  private final List<Oracle.Kept<Order>> kept;
  private final List<String> late = new ArrayList<>();

  /**
   * What is read, and computed from it.
   *
   * @param partitions the names of the source's partitions
   * @param firstOffset of every partition
   * @param views of those that the oracle knows, the windowed ones of the spec
   */
  record Reading(
      List<Message<Order>> lines, List<String> partitions, long firstOffset, List<String> views) {}

  private OrderOracle(Reading reading, boolean includeLate) {
    this.reading = reading;
    this.includeLate = includeLate;
    this.kept = Oracle.kept(reading.lines(), OUT_OF_ORDERNESS);
  }

  /**
   * The rows of every output, by its name.
   *
   * @param includeLate as {@code --late include} has it
   */
  static Map<String, List<String>> rows(Reading reading, boolean includeLate) {
    OrderOracle oracle = new OrderOracle(reading, includeLate);
    Map<String, List<String>> rows = new TreeMap<>();
    rows.put("events", oracle.kept.stream().map(oracle::eventRow).sorted().toList());
    for (Oracle.View<Order, ?> view : List.of(sales(), quiet(), failed(), busy())) {
      if (reading.views().contains(view.name())) {
        rows.put(
            view.name(),
            oracle.panes(
                view, view.name().equals("sales") ? OrderOracle::salesRow : OrderOracle::countRow));
      }
    }
    rows.put("late", oracle.late.stream().sorted().toList());
    rows.put("dead", oracle.deadLetters());
    return rows;
  }

  private static Oracle.View<Order, ?> sales() {
    return new Oracle.View<>(
        "sales",
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        order -> true,
        order -> Arrays.asList(order.host(), country(order)),
        orders -> true);
  }

  private static Oracle.View<Order, ?> quiet() {
    return new Oracle.View<>(
        "quiet",
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        order -> true,
        Order::host,
        orders -> orders.size() < 3);
  }

  private static Oracle.View<Order, ?> failed() {
    return new Oracle.View<>(
        "failed",
        Duration.ofMinutes(2),
        Duration.ZERO,
        order -> order.status() >= 500,
        Order::host,
        orders -> true);
  }

  private static Oracle.View<Order, ?> busy() {
    return new Oracle.View<>(
        "busy",
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        order -> true,
        Order::host,
        orders -> orders.size() > 10);
  }

  private static @Nullable String country(Order order) {
    return Oracle.asOf(OrderTraffic.countries(), order.host(), order.time()).orElse(null);
  }

  private <K> List<String> panes(
      Oracle.View<Order, K> view, Function<List<Order>, Map<String, @Nullable Object>> measures) {
    Oracle.View<Order, K> judged =
        new Oracle.View<>(
            view.name(),
            view.shape(),
            includeLate ? FOR_EVER : view.allowedLateness(),
            view.where(),
            view.key(),
            view.having(),
            view.quietFor());
    Oracle.Outcome<Order, K> outcome = Oracle.judge(kept, judged);
    outcome.tooLate().forEach(missed -> late.add(lateRow(missed, view.name())));
    List<String> rows = new ArrayList<>();
    outcome
        .written(judged)
        .forEach(
            (slot, orders) -> {
              Map<String, @Nullable Object> row = new LinkedHashMap<>();
              row.put("host", orders.get(0).host());
              if (slot.key() instanceof List<?> key) {
                row.put("country", key.get(1));
              }
              row.put("window_start", slot.start());
              row.put("window_end", slot.end());
              row.putAll(measures.apply(orders));
              row.put("revision", orders.size());
              rows.add(row.toString());
            });
    return rows.stream().sorted().toList();
  }

  private static Map<String, @Nullable Object> salesRow(List<Order> orders) {
    List<BigDecimal> prices =
        orders.stream().map(Order::price).filter(Objects::nonNull).map(BigDecimal::new).toList();
    BigDecimal sum = prices.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    boolean none = prices.isEmpty();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("orders", orders.size());
    row.put("priced", prices.size());
    row.put("failures", orders.stream().filter(order -> order.status() >= 500).count());
    row.put("total", none ? null : sum.doubleValue());
    row.put(
        "mean",
        none ? null : sum.divide(BigDecimal.valueOf(prices.size()), EXACT_ENOUGH).doubleValue());
    row.put("dearest", none ? null : prices.stream().reduce(BigDecimal::max).get().doubleValue());
    row.put("first", orders.stream().map(Order::time).min(Instant::compareTo).get());
    return row;
  }

  private static Map<String, @Nullable Object> countRow(List<Order> orders) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("n", orders.size());
    return row;
  }

  private static Map<String, @Nullable Object> fields(Order order) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", order.id());
    row.put("ts", order.time());
    row.put("host", order.host());
    row.put("status", order.status());
    row.put("price", order.price());
    return row;
  }

  private void addOrigin(Map<String, @Nullable Object> row, Oracle.Kept<Order> one) {
    boolean first = one.tidemark() == Oracle.BEFORE_ALL;
    row.put("tidemark", first ? null : Instant.ofEpochMilli(one.tidemark()));
    row.put("source_partition", reading.partitions().get(one.partition()));
    row.put("source_offset", reading.firstOffset() + one.offset());
  }

  private String eventRow(Oracle.Kept<Order> one) {
    Map<String, @Nullable Object> row = fields(one.event());
    row.put("geo_country", country(one.event()));
    addOrigin(row, one);
    return row.toString();
  }

  private String lateRow(Oracle.Missed<Order, ?> missed, String view) {
    Map<String, @Nullable Object> row = fields(missed.event().event());
    row.put("view", view);
    row.put("window_start", missed.slot().start());
    row.put("window_end", missed.slot().end());
    addOrigin(row, missed.event());
    return row.toString();
  }

  private List<String> deadLetters() {
    Map<Integer, Long> offsets = new TreeMap<>();
    List<String> rows = new ArrayList<>();
    for (Message<Order> line : reading.lines()) {
      long offset = reading.firstOffset() + offsets.merge(line.partition(), 1L, Long::sum) - 1;
      if (line.refused().isPresent()) {
        boolean text = Arrays.equals(new String(line.value(), UTF_8).getBytes(UTF_8), line.value());
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("reason", line.refused().get());
        row.put("source_partition", reading.partitions().get(line.partition()));
        row.put("source_offset", offset);
        row.put(
            "payload",
            text
                ? new String(line.value(), UTF_8)
                : Base64.getEncoder().encodeToString(line.value()));
        row.put("payload_encoding", text ? null : "base64");
        rows.add(row.toString());
      }
    }
    return rows.stream().sorted().toList();
  }
}
