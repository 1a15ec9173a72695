package io.tidemark.aggregate;

import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Events of all types from three partitions, with NULLs, equal values and equal event times. */
final class RandomEvents {
  static final Schema SCHEMA =
      Schema.of(
          Field.nullable("word", Type.STRING),
          Field.nullable("number", Type.LONG),
          Field.nullable("price", Type.decimal(30, 4)),
          Field.nullable("score", Type.DOUBLE),
          Field.nullable("since", Type.TIMESTAMP),
          Field.nullable("born", Type.DATE),
          Field.nullable("ok", Type.BOOLEAN),
          Field.nullable("raw", Type.BYTES),
          Field.nullable("tags", Type.array(Type.STRING)));

  private static final List<Double> SPECIAL =
      List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0);

  private final Random random;
  private final Map<String, Long> offsets = new HashMap<>();

  RandomEvents(long seed) {
    this.random = new Random(seed);
  }

  List<Event> take(int size) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(next());
    }
    return events;
  }

  private Event next() {
    return event(
        "p" + random.nextInt(3),
        random.nextInt(20),
        random.nextInt(5) == 0 ? null : "w" + random.nextInt(6000),
        random.nextInt(5) == 0 ? null : random.nextLong() >> random.nextInt(64),
        random.nextInt(5) == 0 ? null : new BigDecimal(new BigInteger(90, random), 4),
        random.nextInt(5) == 0 ? null : score(),
        random.nextInt(5) == 0 ? null : Instant.ofEpochSecond(random.nextInt(), random.nextInt(3)),
        random.nextInt(5) == 0 ? null : LocalDate.ofEpochDay(random.nextInt(100)),
        random.nextInt(5) == 0 ? null : random.nextBoolean(),
        random.nextInt(5) == 0 ? null : new byte[] {(byte) random.nextInt()},
        random.nextInt(5) == 0 ? null : List.of("t" + random.nextInt(4)));
  }

  private double score() {
    int kind = random.nextInt(200);
    if (kind < SPECIAL.size()) {
      return SPECIAL.get(kind);
    }
    return Math.scalb(random.nextDouble() - 0.5, random.nextInt(kind < 20 ? 2000 : 20) - 10);
  }

  private Event event(String partition, long time, @Nullable Object... cells) {
    long offset = offsets.merge(partition, 1L, Long::sum);
    return at(time, new Position(partition, offset), Cells.of(cells));
  }

  /** An event of {@code cells} that came at {@code position}. */
  static Event at(long time, Position position, Cells cells) {
    Arrival arrival = new Arrival(new byte[0], null, List.of(), null, position, time);
    return new Event(cells, time, Event.BEFORE_ALL, arrival);
  }

  /** An event of {@code cells} whose time and position are of no meaning. */
  static Event of(Cells cells) {
    return at(0, new Position("p", 0), cells);
  }
}
