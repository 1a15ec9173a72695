package io.tidemark.replay;

import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.ReadInOrder;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;

/**
 * The arrivals of some partitions, stamped, and one order in which a runner may come by them:
 * disorder, duplicates, ties at the edges of windows, broken arrivals, a partition that lags.
 */
final class RandomArrivals {
  static final Schema SCHEMA =
      Schema.of(
          Field.required("id", Type.STRING),
          Field.required("host", Type.STRING),
          Field.required("bytes", Type.LONG),
          Field.required("score", Type.DOUBLE));

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long NOON = Instant.parse("2026-11-01T12:00:00Z").toEpochMilli();
  private static final long OUT_OF_ORDERNESS = 30 * SECOND;

  private final Random random;
  private final List<List<Chunk>> partitions = new ArrayList<>();
  private long behind;

  private RandomArrivals(Random random) {
    this.random = random;
  }

  static RandomArrivals of(long seed) {
    RandomArrivals arrivals = new RandomArrivals(new Random(seed));
    int partitions = 1 + arrivals.random.nextInt(3);
    for (int i = 0; i < partitions; i++) {
      arrivals.partitions.add(arrivals.partition("events-" + i, 20 + arrivals.random.nextInt(60)));
    }
    return arrivals;
  }

  private List<Chunk> partition(String name, int size) {
    List<Chunk> chunks = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    List<DeadLetter> broken = new ArrayList<>();
    List<Event> all = new ArrayList<>();
    long clock = NOON + random.nextInt(20) * MINUTE;
    long watermark = Event.BEFORE_ALL;
    for (int offset = 0; offset < size; offset++) {
      clock += random.nextInt(50) * SECOND;
      Position position = new Position(name, offset);
      if (random.nextInt(20) == 0) {
        Arrival arrival = new Arrival(new byte[] {'{'}, null, List.of(), null, position, clock);
        broken.add(new DeadLetter(Reason.MALFORMED, "{", "decode", null, watermark, arrival));
      } else {
        Event event = event(all, clock, watermark, position);
        all.add(event);
        events.add(event);
        watermark = Math.max(watermark, event.time() - OUT_OF_ORDERNESS);
      }
      if (random.nextInt(4) == 0 || offset == size - 1) {
        chunks.add(Chunk.of(name, chunks.size(), List.copyOf(events), List.copyOf(broken)));
        events.clear();
        broken.clear();
      }
    }
    return chunks;
  }

  private Event event(List<Event> before, long clock, long watermark, Position position) {
    long time =
        switch (random.nextInt(8)) {
          case 0 -> clock - random.nextInt(15) * MINUTE;
          case 1 -> clock - Math.floorMod(clock, MINUTE); // an edge of windows
          case 2 -> clock - Math.floorMod(clock, MINUTE) - 1; // the last ms before one
          default -> clock - random.nextInt(20) * SECOND;
        };
    Cells cells =
        Cells.of(
            position.toString(),
            "h" + random.nextInt(4),
            (long) random.nextInt(100),
            random.nextInt(1_000) / 7.0);
    if (!before.isEmpty() && random.nextInt(6) == 0) {
      Event copied = before.get(random.nextInt(before.size()));
      cells = copied.cells();
      time = copied.time() + (random.nextInt(3) - 1L) * 2 * MINUTE + (random.nextBoolean() ? 1 : 0);
    }
    Arrival arrival = new Arrival(new byte[0], null, List.of(), null, position, clock);
    return new Event(cells, time, watermark, arrival);
  }

  /** All chunks; those of a partition in its order. */
  List<Chunk> chunks() {
    return partitions.stream().flatMap(List::stream).toList();
  }

  /**
   * A stream in which partitions take turns at random; bundles have one chunk or some, in any
   * order. Its watermark is that of the slowest partition before what it has not yet delivered.
   */
  TestStream<Chunk> stream() {
    TestStream.Builder<Chunk> stream = TestStream.create(ChunkCoder.of(SCHEMA));
    behind = 0;
    int[] next = new int[partitions.size()];
    long watermark = Event.BEFORE_ALL;
    while (true) {
      List<TimestampedValue<Chunk>> bundle = new ArrayList<>();
      for (int chunks = 1 + random.nextInt(3); chunks > 0; chunks--) {
        int partition = random.nextInt(partitions.size());
        if (next[partition] < partitions.get(partition).size()) {
          bundle.add(Chunks.stamped(partitions.get(partition).get(next[partition]++)));
        }
      }
      Collections.shuffle(bundle, random);
      if (!bundle.isEmpty()) {
        stream = added(stream, bundle);
        long reached = watermark;
        behind += bundle.stream().mapToLong(chunk -> behind(chunk.getValue(), reached)).sum();
      }
      long least = watermark(next);
      if (least == Long.MAX_VALUE) {
        return stream.advanceWatermarkToInfinity();
      }
      if (least > watermark) {
        watermark = least;
        stream = stream.advanceWatermarkTo(org.joda.time.Instant.ofEpochMilli(watermark));
      }
    }
  }

  private static long behind(Chunk chunk, long watermark) {
    return chunk.events().stream()
        .map(event -> Math.floorDiv(event.time(), ReplayOracle.FIXED) * ReplayOracle.FIXED)
        .filter(start -> start + ReplayOracle.FIXED + ReplayOracle.FIXED_LATENESS <= watermark)
        .count();
  }

  /** How many events of {@link #stream} come when the watermark has passed their fixed window. */
  long behind() {
    return behind;
  }

  @SuppressWarnings("unchecked") // A generic array of elements of one type.
  private static TestStream.Builder<Chunk> added(
      TestStream.Builder<Chunk> stream, List<TimestampedValue<Chunk>> bundle) {
    return stream.addElements(
        bundle.get(0), bundle.subList(1, bundle.size()).toArray(TimestampedValue[]::new));
  }

  private long watermark(int[] next) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < next.length; i++) {
      List<Chunk> chunks = partitions.get(i);
      if (next[i] < chunks.size()) {
        least = Math.min(least, watermarkBefore(chunks, next[i]));
      }
    }
    return least;
  }

  private static long watermarkBefore(List<Chunk> chunks, int next) {
    return chunks.subList(0, next).stream()
        .flatMap(chunk -> chunk.events().stream())
        .mapToLong(event -> event.time() - OUT_OF_ORDERNESS)
        .max()
        .orElse(Event.BEFORE_ALL);
  }

  /** The same arrivals as bounded input, the partitions in any order. */
  PTransform<PBegin, PCollection<Chunk>> bounded() {
    List<List<Chunk>> shuffled = new ArrayList<>(partitions);
    Collections.shuffle(shuffled, random);
    return ReadInOrder.of(shuffled, SCHEMA);
  }
}
