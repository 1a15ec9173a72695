package io.tidemark.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rows, in random order and in pieces, against a search through all of them. */
class DimensionIndexOracleTest {
  private static final int ROUNDS = 60;
  private static final int TIMES = 12;
  private static final int VALUES = 24;

  /** Some have the same hash. */
  private static final List<String> NAMES = List.of("AaAa", "BBBB", "AaBB", "x", "BBAa", "y");

  private static final Schema COLUMNS = Schema.of(Field.nullable("column", Type.LONG));

  /** How the small numbers of the test become values of a range, in the same order. */
  private record Kind(String name, Type type, LongFunction<Object> value) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind> kinds() {
    LongFunction<Object> decimal =
        n -> new BigDecimal("1e34").multiply(BigDecimal.valueOf(n - 10)).setScale(2);
    LongFunction<Object> lastIpv6 =
        n -> "ffff:ffff:ffff:ffff:ffff:ffff:ffff:" + Long.toHexString(0xffe8 + n);
    return List.of(
        new Kind("long", Type.LONG, n -> n - 10),
        new Kind("last long", Type.LONG, n -> Long.MAX_VALUE - (VALUES - 1) + n),
        new Kind("double", Type.DOUBLE, n -> (n - 10) / 4.0),
        new Kind("decimal", Type.decimal(38, 2), decimal),
        new Kind("date", Type.DATE, n -> LocalDate.ofEpochDay(n - 10)),
        new Kind(
            "timestamp", Type.TIMESTAMP, n -> Instant.ofEpochSecond(0, (n - 10) * 400_000_000)),
        new Kind("last timestamp", Type.TIMESTAMP, n -> Instant.MAX.minusNanos(VALUES - n)),
        new Kind("IPv4", Type.STRING, n -> halves(n, "127.255.255.", 244, "128.0.0.")),
        new Kind("IPv4, IPv6", Type.STRING, n -> halves(n, "255.255.255.", 244, "::1:0:0:")),
        new Kind("IPv6", Type.STRING, n -> halves(n, "::7:ffff:ffff:ffff:", 5000, "0:0:0:8::")),
        new Kind("last IPv6", Type.STRING, lastIpv6));
  }

  private static String halves(long n, String low, long first, String high) {
    return n < VALUES / 2 ? low + (first + n) : high + (n - VALUES / 2);
  }

  /** Without a range, both bounds are 0. */
  private record Row(int key, int lower, int upper, long from, long to, long column) {
    boolean hasRangeOf(Row other) {
      return key == other.key && lower == other.lower && upper == other.upper;
    }

    boolean contradicts(Row other) {
      return key == other.key
          && from == other.from
          && lower <= other.upper
          && other.lower <= upper
          && (hasRangeOf(other) || !(within(other) || other.within(this)));
    }

    private boolean within(Row other) {
      return other.lower <= lower && upper <= other.upper;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keysAreFoundAsByASearchThroughAllRows(int width) {
    Random random = new Random(width);
    for (int round = 0; round < ROUNDS; round++) {
      List<Row> rows = rows(random, 1, NAMES.size() - 1);

      List<DimensionIndex> indexes = indexes(rows, random, width, null);

      check(rows, indexes, width, null);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rangesAreFoundAsByASearchThroughAllRows(Kind kind) {
    Random random = new Random(kind.name.length());
    for (int round = 0; round < ROUNDS; round++) {
      int width = round % 3;
      List<Row> rows = rows(random, VALUES, width == 0 ? 1 : 3);

      List<DimensionIndex> indexes = indexes(rows, random, width, kind);

      check(rows, indexes, width, kind);
    }
  }

  private static List<Row> rows(Random random, int values, int keys) {
    List<Row> rows = new ArrayList<>();
    int tries = random.nextInt(40);
    for (int i = 0; i < tries; i++) {
      int lower = random.nextInt(values);
      int upper = lower + random.nextInt(random.nextInt(values - lower) + 1);
      long from = random.nextInt(6) == 0 ? Long.MIN_VALUE : random.nextInt(TIMES);
      long to = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(TIMES);
      Row row = new Row(random.nextInt(keys), lower, upper, from, to, i);
      if (rows.stream().noneMatch(row::contradicts)) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** One that was built at once; and one in pieces, with rows that later ones replace. */
  private static List<DimensionIndex> indexes(
      List<Row> rows, Random random, int width, @Nullable Kind kind) {
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    DimensionIndex.Builder whole = DimensionIndex.builder(dimension(width, kind));
    DimensionIndex.Builder pieces = DimensionIndex.builder(dimension(width, kind));
    for (Row row : shuffled) {
      Row replaced =
          new Row(row.key, row.lower, row.upper, row.from, random.nextInt(TIMES), -row.column);
      if (random.nextBoolean()) {
        pieces.add(dimensionRow(replaced, width, kind));
      }
    }
    pieces = pieces.build().changed();
    for (Row row : shuffled) {
      whole.add(dimensionRow(row, width, kind));
      pieces.add(dimensionRow(row, width, kind));
      if (random.nextInt(4) == 0) {
        pieces = pieces.build().changed();
      }
      Row again = shuffled.get(random.nextInt(shuffled.size()));
      whole.add(dimensionRow(again, width, kind));
    }
    return List.of(whole.build(), pieces.build());
  }

  private static void check(
      List<Row> rows, List<DimensionIndex> indexes, int width, @Nullable Kind kind) {
    long keys = rows.stream().map(r -> List.of(r.key, r.lower, r.upper)).distinct().count();
    for (DimensionIndex index : indexes) {
      assertEquals(rows.size(), index.versions());
      assertEquals(keys, index.keys());
      for (int key = 0; key < (width == 0 ? 1 : NAMES.size()); key++) {
        for (int value = 0; value < (kind == null ? 1 : VALUES); value++) {
          checkTimes(rows, index, key, value, cells(key, width, kind, value));
        }
      }
      checkTogether(index, width, kind);
    }
  }

  /** What is looked up together is what is found one by one; and a null, nothing. */
  private static void checkTogether(DimensionIndex index, int width, @Nullable Kind kind) {
    List<Event> events = new ArrayList<>();
    int[] key = IntStream.range(0, width + (kind == null ? 0 : 1)).toArray();
    for (int i = 0; i < 100; i++) {
      Cells cells = cells(i % NAMES.size(), width, kind, i % VALUES);
      events.add(Timeline.event(i, i % TIMES, 0, cells.toArray()));
      events.add(Timeline.event(i, i % TIMES, 0, new Object[key.length]));
    }
    int[] versions = new int[events.size() - 1];

    index.find(events, 1, key, versions);

    for (int i = 0; i < versions.length; i++) {
      Event event = events.get(i + 1);
      assertEquals(index.find(event.cells(), key, event.time()), versions[i]);
    }
  }

  private static void checkTimes(
      List<Row> rows, DimensionIndex index, int key, int value, Cells event) {
    for (int time = -1; time <= TIMES; time++) {
      Optional<Long> expected = search(rows, key, value, time);
      Optional<Long> found = find(index, event, time);
      if (!expected.equals(found)) {
        fail(
            "key %d, value %d, time %d of %s: expected %s, found %s"
                .formatted(key, value, time, rows, expected, found));
      }
    }
  }

  private static Optional<Long> search(List<Row> rows, int key, int value, long time) {
    return rows.stream()
        .filter(row -> row.key == key && row.lower <= value && value <= row.upper)
        .filter(row -> row.from <= time && time < row.to)
        .filter(row -> rows.stream().noneMatch(next -> endsAt(row, next, time)))
        .max(Comparator.comparingLong(Row::from).thenComparing(row -> row.lower - row.upper))
        .map(Row::column);
  }

  private static boolean endsAt(Row row, Row next, long time) {
    return row.hasRangeOf(next) && row.from < next.from && next.from <= time;
  }

  private static Dimension dimension(int width, @Nullable Kind kind) {
    List<Field> key = new ArrayList<>();
    if (width == 2) {
      key.add(Field.nullable("half", Type.LONG));
    }
    if (width > 0) {
      key.add(Field.nullable("name", Type.STRING));
    }
    if (kind != null) {
      key.add(Field.nullable("value", kind.type));
    }
    return new Dimension("geo", Schema.of(key), kind != null, COLUMNS, 1_000);
  }

  private static DimensionRow dimensionRow(Row row, int width, @Nullable Kind kind) {
    Cells key =
        kind == null
            ? cells(row.key, width, null)
            : cells(row.key, width, kind, row.lower, row.upper);
    return new DimensionRow(key, row.from, row.to, Cells.of(row.column));
  }

  /** A key of two parts has the same name twice. */
  private static Cells cells(int key, int width, @Nullable Kind kind, long... values) {
    List<Object> cells = new ArrayList<>();
    if (width == 2) {
      cells.add((long) key % 2);
    }
    if (width > 0) {
      cells.add(NAMES.get(width == 2 ? key / 2 : key));
    }
    for (int i = 0; kind != null && i < values.length; i++) {
      cells.add(kind.value.apply(values[i]));
    }
    return Cells.of(cells.toArray());
  }

  private static Optional<Long> find(DimensionIndex index, Cells event, long time) {
    int version = index.find(event, IntStream.range(0, event.size()).toArray(), time);
    if (version == DimensionIndex.NONE) {
      return Optional.empty();
    }
    @Nullable Object[] cells = new Object[1];
    index.copy(version, cells, 0);
    return Optional.ofNullable((Long) cells[0]);
  }
}
