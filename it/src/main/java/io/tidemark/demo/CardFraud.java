package io.tidemark.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Payments with sixty cards, each in its own country, save four cards that are copied and used
 * abroad for some minutes; verifications, which cost nothing; merchants that nobody knows.
 */
public final class CardFraud implements Example<CardFraud.Payment> {
  private static final long SEED = 20_261_102;
  private static final int CARDS = 60;
  private static final int MERCHANTS = 24;
  private static final List<String> COUNTRIES = List.of("NZ", "DE", "BR", "JP", "KE");
  private static final List<String> CATEGORIES = List.of("food", "travel", "books", "fuel");

  /** A payment, or a verification of a card. */
  public record Payment(
      String id,
      Instant time,
      String card,
      String merchant,
      String country,
      String kind,
      BigDecimal amount)
      implements Dated {

    boolean isPayment() {
      return kind.equals("payment");
    }
  }

  @Override
  public String name() {
    return "card-fraud";
  }

  @Override
  public String summary() {
    return "spending per card, cards that pay in two countries at once";
  }

  @Override
  public Outputs outputs() {
    return new Outputs(
        "card-payments",
        List.of("spending", "spending_by_category", "sprees"),
        row -> row.getField("kind").equals("payment"),
        """
        SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI') AS "window", card, payments,
          spent, largest, pane, revision
        FROM spending ORDER BY spent DESC, card, window_start LIMIT 8
        """,
        List.of("card"),
        "spent",
        "two_countries",
        "card-alerts",
        false,
        List.of("card", "window_start", "first_country", "last_country", "spent", "pane"),
        "card-payments.dead-letters",
        "cards.payments",
        "cards.late_payments",
        "payment_id",
        List.of("paid_at", "card", "country", "kind", "amount", "merchants_category", "tidemark"));
  }

  /** The versions of the dimension {@code merchants}: the first three change their trade. */
  public List<Oracle.Version<String>> merchants(Instant end) {
    List<Oracle.Version<String>> versions = new ArrayList<>();
    for (int i = 0; i < MERCHANTS; i++) {
      String category = CATEGORIES.get(i % CATEGORIES.size());
      versions.add(new Oracle.Version<>(merchant(i), end.minus(Duration.ofDays(365)), category));
      if (i < 3) {
        String next = CATEGORIES.get((i + 1) % CATEGORIES.size());
        versions.add(new Oracle.Version<>(merchant(i), end.minus(SPAN.dividedBy(2)), next));
      }
    }
    return versions;
  }

  @Override
  public String dimensions(Instant end) {
    return "CREATE TABLE merchants (merchant_id text, category text, valid_from timestamptz);"
        + merchants(end).stream()
            .map(v -> "('%s','%s','%s')".formatted(v.key(), v.value(), v.from()))
            .collect(Collectors.joining(",", "INSERT INTO merchants VALUES ", ""));
  }

  @Override
  public List<Oracle.View<Payment, ?>> views(Instant end) {
    List<Oracle.Version<String>> merchants = merchants(end);
    Duration quarter = Duration.ofMinutes(15);
    Duration hour = Duration.ofHours(1);
    return List.of(
        new Oracle.View<>(
            "spending", quarter, hour, Payment::isPayment, Payment::card, all -> true),
        new Oracle.View<>(
            "spending_by_category",
            quarter,
            hour,
            Payment::isPayment,
            payment -> Oracle.asOf(merchants, payment.merchant(), payment.time()),
            all -> true),
        new Oracle.View<>(
            "sprees",
            new Oracle.Sessions(Duration.ofMinutes(5), Duration.ofHours(24)),
            hour,
            Payment::isPayment,
            Payment::card,
            all -> true,
            Optional.empty()),
        new Oracle.View<>(
            "two_countries",
            quarter,
            hour,
            Payment::isPayment,
            Payment::card,
            all -> all.stream().map(Payment::country).distinct().count() > 1));
  }

  @Override
  public Traffic<Payment> traffic(Instant end, int messages) {
    Random random = new Random(SEED);
    Arrivals<Payment> arrivals =
        new Arrivals<>(
            random,
            end,
            new Arrivals.Form<>(
                Payment::card,
                CardFraud::json,
                "paid_at",
                time -> TextNode.valueOf(time.toString()),
                "amount"));
    long step = SPAN.toNanos() / messages;
    for (int i = 0; i < messages; i++) {
      Instant time = Instant.ofEpochMilli(end.minus(SPAN).plusNanos(step * i).toEpochMilli());
      Payment payment = payment(random, "p" + i, time, end);
      int chance = random.nextInt(400);
      if (chance == 0) {
        arrivals.arriveRefused(with(payment, payment.merchant(), "-1.00"), "CHECK_FAILED");
      } else if (chance == 1) {
        arrivals.arriveRefused(with(payment, "m-unknown", "20.00"), "NO_DIMENSION");
      } else {
        arrivals.arrive(payment);
      }
    }
    arrivals.ebb((id, time) -> verification(id, time, 0));
    List<Message<Payment>> stragglers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      stragglers.add(
          arrivals.kept(
              new Payment(
                  "late" + i,
                  end.minusSeconds(60L * i),
                  card(0),
                  merchant(i),
                  home(0),
                  "payment",
                  new BigDecimal("100.10"))));
    }
    return new Traffic<>(arrivals.inOrder(), stragglers);
  }

  private static Payment payment(Random random, String id, Instant time, Instant end) {
    int card = random.nextInt(CARDS);
    if (random.nextInt(30) == 0) {
      return verification(id, time, card);
    }
    BigDecimal amount = BigDecimal.valueOf(100 + random.nextInt(20_000), 2);
    long minute = Duration.between(end.minus(SPAN), time).toMinutes();
    boolean copied = card < 4 && minute >= 30 + 30L * card && minute < 50 + 30L * card;
    String country = copied && random.nextBoolean() ? "US" : home(card);
    return new Payment(
        id, time, card(card), merchant(random.nextInt(MERCHANTS)), country, "payment", amount);
  }

  private static Payment verification(String id, Instant time, int card) {
    return new Payment(
        id, time, card(card), merchant(0), home(card), "verification", new BigDecimal("0.00"));
  }

  private static Payment with(Payment payment, String merchant, String amount) {
    return new Payment(
        payment.id(),
        payment.time(),
        payment.card(),
        merchant,
        payment.country(),
        payment.kind(),
        new BigDecimal(amount));
  }

  private static String card(int i) {
    return "card-%02d".formatted(i);
  }

  private static String merchant(int i) {
    return "m-%02d".formatted(i);
  }

  private static String home(int card) {
    return COUNTRIES.get(card % COUNTRIES.size());
  }

  private static ObjectNode json(Payment payment) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("payment_id", payment.id())
        .put("paid_at", payment.time().toString())
        .put("card", payment.card())
        .put("merchant", payment.merchant())
        .put("country", payment.country())
        .put("kind", payment.kind())
        .put("amount", payment.amount());
  }
}
