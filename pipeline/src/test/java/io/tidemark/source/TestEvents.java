package io.tidemark.source;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.model.Arrival;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import io.tidemark.model.Type;
import io.tidemark.spec.EventSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Events of two fields, {@code id} and {@code at}, and a model of their stamps in plain Java. */
final class TestEvents {
  static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  static final long OUT_OF_ORDERNESS = 15_000;

  /** An hour after {@link #NOON}: so that only what is meant to is in the future. */
  static final ReaderClock CLOCK = () -> NOON + 3_600_000;

  static final EventSpec SPEC =
      new EventSpec(
          List.of(field("id", Type.STRING), field("at", Type.TIMESTAMP)),
          List.of(),
          "at",
          new EventSpec.WatermarkSpec(
              Duration.ofMillis(OUT_OF_ORDERNESS), Duration.ofSeconds(30), Duration.ofMinutes(5)),
          Optional.empty());

  static final Stamping STAMPING = Stamping.of(SPEC);

  private TestEvents() {}

  private static DecodedField field(String name, Type type) {
    return new DecodedField(name, type, false, null, Origin.PAYLOAD, List.of(name), null);
  }

  /** The payload of an event that happened so many ms after {@link #NOON}. */
  static String event(String id, long sinceNoon) {
    return "{\"id\":\"%s\",\"at\":\"%s\"}".formatted(id, Instant.ofEpochMilli(NOON + sinceNoon));
  }

  static Arrival arrival(String partition, long offset, String payload) {
    return arrival(partition, offset, payload, CLOCK.millis());
  }

  static Arrival arrival(String partition, long offset, String payload, long arrivedAt) {
    return new Arrival(
        payload.getBytes(StandardCharsets.UTF_8),
        null,
        List.of(),
        null,
        new Position(partition, offset),
        arrivedAt);
  }

  /** One line of a file, what it is, and its time if it is an event. */
  record Line(String text, Optional<DeadLetter.Reason> refused, boolean blank, long time) {}

  /** Lines in no particular order, with blank and bad ones among them. */
  static List<Line> lines(Random random, int size) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long time = i * 100L + random.nextInt(60_000) - 30_000;
      lines.add(
          switch (random.nextInt(10)) {
            case 0 -> new Line(" \t", Optional.empty(), true, 0);
            case 1 -> refused("{broken", DeadLetter.Reason.MALFORMED);
            case 2 ->
                refused("{\"id\":1,\"at\":\"2030-01-01T00:00:00Z\"}", DeadLetter.Reason.SCHEMA);
            case 3 -> refused(event("future", 7_200_000), DeadLetter.Reason.FUTURE_EVENT_TIME);
            case 4 -> refused("{\"id\":\"undated\"}", DeadLetter.Reason.NO_EVENT_TIME);
            default -> new Line(event("e" + i, time), Optional.empty(), false, NOON + time);
          });
    }
    return lines;
  }

  private static Line refused(String text, DeadLetter.Reason reason) {
    return new Line(text, Optional.of(reason), false, 0);
  }

  /** What becomes of the lines of one file, as {@link #described} says it. */
  static List<String> model(String path, List<Line> lines) {
    List<String> all = new ArrayList<>();
    long watermark = Event.BEFORE_ALL;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String what = "%s@%d %s tidemark %d".formatted(path, i + 1, line.text(), watermark);
      if (line.refused().isPresent()) {
        all.add(what + " " + line.refused().get());
      } else if (!line.blank()) {
        all.add(what + " time " + line.time());
        watermark = Math.max(watermark, line.time() - OUT_OF_ORDERNESS);
      }
    }
    return all;
  }

  static List<String> described(Chunk chunk) {
    List<String> all = new ArrayList<>();
    chunk
        .events()
        .forEach(
            event ->
                all.add(described(event.arrival(), event.tidemark()) + " time " + event.time()));
    chunk
        .deadLetters()
        .forEach(
            letter ->
                all.add(described(letter.arrival(), letter.tidemark()) + " " + letter.reason()));
    return all;
  }

  private static String described(Arrival arrival, long tidemark) {
    return "%s %s tidemark %d"
        .formatted(
            arrival.position(), new String(arrival.payload(), StandardCharsets.UTF_8), tidemark);
  }
}
