package io.tidemark.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.demo.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Hits of a few hosts in several partitions, one each ten milliseconds of event time: out of order,
 * late, too late, and some that cannot be read. The same for the same seed.
 */
final class HitTraffic {
  static final int PARTITIONS = 4;
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);
  static final Duration WINDOW = Duration.ofSeconds(20);
  static final Duration ALLOWED_LATENESS = Duration.ofSeconds(60);

  /** A status that the pipeline's check refuses. */
  private static final int UNKNOWN_STATUS = 999;

  private static final Instant BEGIN = Instant.parse("2024-03-01T12:00:00Z");

  /** From the beginning of one round to that of the next: more than the last event is ahead. */
  private static final Duration ROUND = Duration.ofDays(2);

  private static final Duration STEP = Duration.ofMillis(10);
  private static final int HOSTS = 12;

  private HitTraffic() {}

  /**
   * The messages of a round, in the order in which they are sent; the last of each partition is a
   * dead letter so far ahead that every window before it closes for good.
   */
  static List<Message<Hit>> messages(int round, long seed, int size) {
    Random random = new Random(seed);
    Instant begin = BEGIN.plus(ROUND.multipliedBy(round));
    List<Message<Hit>> messages = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      messages.add(message(random, begin.plus(STEP.multipliedBy(i)), round + "-" + i));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Instant end = begin.plus(STEP.multipliedBy(size)).plus(Duration.ofDays(1));
      messages.add(unexpected(partition, new Hit("last", end, "h0", UNKNOWN_STATUS, 0)));
    }
    return messages;
  }

  private static Message<Hit> message(Random random, Instant now, String id) {
    int partition = random.nextInt(PARTITIONS);
    Instant time = now.minus(delay(random));
    long status = random.nextInt(8) == 0 ? 503 : 200;
    String host = "h" + random.nextInt(HOSTS);
    Hit hit = new Hit(id, time, host, status, random.nextInt(100_000));
    return switch (random.nextInt(200)) {
      case 0 -> refused(partition, hit.json().replace("}", ""), "MALFORMED");
      case 1 -> refused(partition, hit.json().replace("\"ts\"", "\"at\""), "NO_EVENT_TIME");
      case 2 -> unexpected(partition, new Hit(hit.id(), time, host, UNKNOWN_STATUS, 1));
      default ->
          new Message<>(
              partition, host, hit.json().getBytes(UTF_8), Optional.of(hit), Optional.empty());
    };
  }

  /** Mostly some seconds, now and then within the allowed lateness, seldom beyond it. */
  private static Duration delay(Random random) {
    int chance = random.nextInt(100);
    if (chance < 2) {
      return ALLOWED_LATENESS.plus(WINDOW).plusMillis(random.nextInt(60_000));
    }
    return Duration.ofMillis(chance < 8 ? random.nextInt(60_000) : random.nextInt(6_000));
  }

  private static Message<Hit> unexpected(int partition, Hit hit) {
    return new Message<>(
        partition,
        hit.host(),
        hit.json().getBytes(UTF_8),
        Optional.of(hit),
        Optional.of("CHECK_FAILED"));
  }

  private static Message<Hit> refused(int partition, String line, String reason) {
    return new Message<>(
        partition, "?", line.getBytes(UTF_8), Optional.empty(), Optional.of(reason));
  }
}
