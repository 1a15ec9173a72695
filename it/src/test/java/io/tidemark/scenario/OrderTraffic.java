package io.tidemark.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.demo.Dated;
import io.tidemark.demo.Message;
import io.tidemark.demo.Oracle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Four hours of orders around a midnight, in three files: out of order, late, too late, and with
 * everything in between that can be wrong with a line. The same in every run.
 */
final class OrderTraffic {
  static final int FILES = 3;
  private static final Instant BEGIN = Instant.parse("2024-03-01T22:00:00Z");
  private static final int LINES = 700;
  private static final Duration STEP = Duration.ofHours(4).dividedBy(LINES);
  private static final List<String> HOSTS = List.of("a", "b", "c", "stranger");

  /** So that a file is read in several polls, and the files advance together. */
  private static final String PADDING = "x".repeat(1200);

  /** Those whose sum depends on the order, unless it is exact. */
  private static final double[] PRICES = {1e16, -1e16, 0.1, 1e-9, 3.3, 1e16, -0.7};

  private OrderTraffic() {}

  /** A line that can be read. */
  record Order(String id, Instant time, String host, long status, @Nullable Double price)
      implements Dated {}

  /** Where the hosts are: one moves, one is not known at first, one never. */
  static List<Oracle.Version<String>> countries() {
    return List.of(
        new Oracle.Version<>("a", Instant.parse("2024-01-01T00:00:00Z"), "NZ"),
        new Oracle.Version<>("a", Instant.parse("2024-03-01T23:32:10.500Z"), "AU"),
        new Oracle.Version<>("b", Instant.parse("2024-03-01T23:00:00Z"), "DE"),
        new Oracle.Version<>("c", Instant.parse("2023-01-01T00:00:00Z"), "JP"));
  }

  /** The lines, file after file; one with neither an event nor a reason is blank. */
  static List<Message<Order>> lines() {
    Random random = new Random(4711);
    List<Message<Order>> lines = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      for (int i = 0; i < LINES; i++) {
        lines.add(line(random, file, i));
      }
    }
    return lines;
  }

  /** A line that a check refuses, and that closes every window before it. */
  static Message<Order> last(int file) {
    Instant time = BEGIN.plus(Duration.ofHours(5));
    return unexpected(file, new Order("last", time, HOSTS.get(0), 999, null));
  }

  private static Message<Order> line(Random random, int file, int i) {
    Instant time = BEGIN.plus(STEP.multipliedBy(i)).minus(delay(random)).plusMillis(file);
    String id = file + "-" + i;
    String host = HOSTS.get(random.nextInt(HOSTS.size()));
    long status = random.nextInt(5) == 0 ? 503 : 200;
    Double price = random.nextInt(10) == 0 ? null : PRICES[random.nextInt(PRICES.length)];
    Order order = new Order(id, Instant.ofEpochMilli(time.toEpochMilli()), host, status, price);
    return switch (random.nextInt(100)) {
      case 0, 1 -> refused(file, "{\"id\": \"" + id, "MALFORMED");
      case 2 -> notText(file, id);
      case 3 -> refused(file, json(order).replace("\"ts\"", "\"at\""), "NO_EVENT_TIME");
      case 4 -> refused(file, json(order).replace("\"ts\":\"2", "\"ts\":\"?"), "NO_EVENT_TIME");
      case 5 -> refused(file, json(order).replace("\"status\":", "\"status\":\"\""), "MALFORMED");
      case 6 ->
          refused(file, json(order).replaceAll("\"status\":\\d+", "\"status\":true"), "SCHEMA");
      case 7 ->
          refused(
              file, json(order).replaceAll("\"ts\":\"\\d+", "\"ts\":\"2999"), "FUTURE_EVENT_TIME");
      case 8, 9 -> unexpected(file, new Order(id, order.time(), host, 999, price));
      case 10, 11 ->
          new Message<>(
              file,
              "",
              " \t ".substring(random.nextInt(4)).getBytes(UTF_8),
              Optional.empty(),
              Optional.empty());
      default -> kept(file, order);
    };
  }

  /** Mostly some seconds, now and then minutes, rarely the better part of an hour. */
  private static Duration delay(Random random) {
    int chance = random.nextInt(100);
    if (chance < 3) {
      return Duration.ofMinutes(20).plusMillis(random.nextInt(2_400_000));
    }
    return chance < 10
        ? Duration.ofMinutes(1).plusMillis(random.nextInt(840_000))
        : Duration.ofMillis(random.nextInt(40_000));
  }

  private static Message<Order> kept(int file, Order order) {
    return new Message<>(
        file, "", json(order).getBytes(UTF_8), Optional.of(order), Optional.empty());
  }

  private static Message<Order> unexpected(int file, Order order) {
    return new Message<>(
        file, "", json(order).getBytes(UTF_8), Optional.of(order), Optional.of("CHECK_FAILED"));
  }

  private static Message<Order> refused(int file, String line, String reason) {
    return new Message<>(file, "", line.getBytes(UTF_8), Optional.empty(), Optional.of(reason));
  }

  private static Message<Order> notText(int file, String id) {
    byte[] line = ("{\"id\":\"?" + id + "\"}").getBytes(UTF_8);
    line[7] = (byte) 0xff;
    return new Message<>(file, "", line, Optional.empty(), Optional.of("MALFORMED"));
  }

  private static String json(Order order) {
    String price = order.price() == null ? "" : ",\"price\":" + order.price();
    return "{\"id\":\"%s\",\"ts\":\"%s\",\"host\":\"%s\",\"status\":%d%s,\"note\":\"%s\"}"
        .formatted(order.id(), order.time(), order.host(), order.status(), price, PADDING);
  }
}
