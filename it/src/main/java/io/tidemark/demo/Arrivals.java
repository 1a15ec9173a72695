package io.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Turns events, given in the order in which they happened, into messages in the order in which they
 * arrive: most a few seconds out of order, some late, some too late, some twice, some broken. The
 * same seed and events give the same messages.
 */
final class Arrivals<E extends Dated> {
  /** The partitions of a generated topic. */
  static final int PARTITIONS = 4;

  /** How long after the end of the traffic each partition's last event happens. */
  static final Duration EBB = Duration.ofSeconds(30);

  private final Random random;
  private final Instant end;
  private final Form<E> form;
  private final List<Arriving<E>> arriving = new ArrayList<>();

  /**
   * How an event is written.
   *
   * @param timeField the field that is the event time, {@code time} what it holds
   * @param wrong a required field that holds no text, which is written there to break it
   */
  record Form<E extends Dated>(
      Function<E, String> key,
      Function<E, ObjectNode> json,
      String timeField,
      Function<Instant, JsonNode> time,
      String wrong) {}

  private record Arriving<E extends Dated>(Instant at, Message<E> message) {}

  Arrivals(Random random, Instant end, Form<E> form) {
    this.random = random;
    this.end = end;
    this.form = form;
  }

  /** An event that arrives once, or twice, or late, or in its place something broken. */
  void arrive(E event) {
    int chance = random.nextInt(1000);
    if (chance < 16) {
      breakOne(event, chance / 4);
      return;
    }
    Duration delay = delay(event.time());
    add(event.time().plus(delay), kept(event));
    if (chance < 26) {
      add(event.time().plus(delay).plusMillis(200 + random.nextInt(3000)), kept(event));
    }
  }

  /** An event that a check or a dimension refuses; it moves its partition's watermark. */
  void arriveRefused(E event, String reason) {
    add(
        event.time().plus(jitter()),
        message(event, bytes(form.json().apply(event)), Optional.of(event), reason));
  }

  /** An event on every partition just after everything else: it closes the windows before. */
  void ebb(BiFunction<String, Instant, E> last) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      E event = last.apply("ebb" + partition, end.plus(EBB));
      Message<E> message = kept(event);
      add(
          end.plus(EBB),
          new Message<>(
              partition, message.key(), message.value(), message.event(), message.refused()));
    }
  }

  /** An event as it is kept, on the partition of its key. */
  Message<E> kept(E event) {
    return message(event, bytes(form.json().apply(event)), Optional.of(event), null);
  }

  /** All messages as they arrive. */
  List<Message<E>> inOrder() {
    return arriving.stream()
        .sorted(Comparator.comparing(Arriving::at))
        .map(Arriving::message)
        .toList();
  }

  private void breakOne(E event, int how) {
    ObjectNode json = form.json().apply(event);
    switch (how) {
      case 0 -> {
        byte[] whole = bytes(json);
        addBroken(event, Arrays.copyOf(whole, whole.length / 2), "MALFORMED");
      }
      case 1 -> addBroken(event, bytes(json.put(form.wrong(), "n/a")), "SCHEMA");
      case 2 -> {
        json.remove(form.timeField());
        addBroken(event, bytes(json), "NO_EVENT_TIME");
      }
      default -> {
        json.set(form.timeField(), form.time().apply(event.time().plus(Duration.ofDays(1))));
        addBroken(event, bytes(json), "FUTURE_EVENT_TIME");
      }
    }
  }

  private void addBroken(E event, byte[] value, String reason) {
    add(event.time().plus(jitter()), message(event, value, Optional.empty(), reason));
  }

  private Message<E> message(E event, byte[] value, Optional<E> known, String refused) {
    String key = form.key().apply(event);
    int partition = Math.floorMod(key.hashCode(), PARTITIONS);
    return new Message<>(partition, key, value, known, Optional.ofNullable(refused));
  }

  private void add(Instant at, Message<E> message) {
    arriving.add(new Arriving<>(at, message));
  }

  /** Mostly seconds; for one event in forty minutes, for one in two hundred more than an hour. */
  private Duration delay(Instant time) {
    int chance = random.nextInt(200);
    Duration delay = jitter();
    if (chance == 0) {
      delay = Duration.ofMinutes(85).plusMillis(random.nextInt(600_000));
    } else if (chance <= 5) {
      delay = Duration.ofMinutes(6).plusMillis(random.nextInt(1_800_000));
    }
    return time.plus(delay).isBefore(end) ? delay : jitter();
  }

  private Duration jitter() {
    return Duration.ofMillis(random.nextInt(12_000));
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
