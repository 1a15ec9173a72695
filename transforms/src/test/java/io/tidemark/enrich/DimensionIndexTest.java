package io.tidemark.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexTest {
  private static final long ALWAYS = Long.MAX_VALUE;
  private static final Schema COLUMNS = Schema.of(Field.nullable("country", Type.STRING));
  private static final Dimension BY_NAME =
      new Dimension(
          "geo", Schema.of(Field.nullable("host", Type.STRING)), false, COLUMNS, 5_000_000);
  private static final Dimension BY_ADDRESS =
      new Dimension("geo", Schema.of(Field.nullable("ip", Type.STRING)), true, COLUMNS, 5_000_000);
  private static final int[] FIRST = {0};

  /** NZ in [100, 200), AU from 200, then nothing from 250 on, then FJ from 300. */
  private static final List<DimensionRow> VERSIONS =
      List.of(
          row("a", 300, ALWAYS, "FJ"),
          row("a", 100, ALWAYS, "NZ"),
          row("a", 200, 250, "AU"),
          row("b", Long.MIN_VALUE, ALWAYS, "CK"));

  @ParameterizedTest(name = "{0} at {1}: {2}")
  @CsvSource({
    "a, 99,",
    "a, 100, NZ",
    "a, 199, NZ",
    "a, 200, AU",
    "a, 249, AU",
    "a, 250,",
    "a, 299,",
    "a, 300, FJ",
    "a, 9223372036854775, FJ",
    "b, -9223372036854775, CK",
    "b, 9223372036854775, CK",
    "c, 100,",
  })
  void theVersionThatWasValidAtEventTimeIsFound(String key, long time, String expected) {
    DimensionIndex index = index(BY_NAME, VERSIONS);

    String found = at(index, key, time);

    assertEquals(expected, found);
  }

  @Test
  void validToAfterTheNextVersionEndsAtTheNextVersion() {
    List<DimensionRow> overlapping = List.of(row("a", 100, 500, "NZ"), row("a", 200, 300, "AU"));

    DimensionIndex index = index(BY_NAME, overlapping);

    assertEquals("NZ", at(index, "a", 199));
    assertEquals("AU", at(index, "a", 200));
    assertNull(at(index, "a", 300));
  }

  @Test
  void nullInTheKeyIsNeverFound() {
    List<DimensionRow> rows = List.of(row(null, Long.MIN_VALUE, ALWAYS, "NZ"));

    DimensionIndex index = index(BY_NAME, rows);

    assertNull(at(index, null, 100));
    assertEquals(0, index.versions());
  }

  @Test
  void theEventsKeyMayStandAnywhereInItsColumns() {
    Schema key = Schema.of(Field.nullable("x", Type.LONG), Field.nullable("y", Type.STRING));
    Dimension dimension = new Dimension("geo", key, false, COLUMNS, 10);
    DimensionIndex index =
        index(
            dimension,
            List.of(
                new DimensionRow(Cells.of(1L, "p"), 0, ALWAYS, Cells.of("NZ")),
                new DimensionRow(Cells.of(1L, "q"), 0, ALWAYS, Cells.of("AU"))));

    int found = index.find(Cells.of("q", null, 1L), new int[] {2, 0}, 0);
    int missed = index.find(Cells.of("q", null, 1L), new int[] {2, 1}, 0);

    assertEquals("AU", country(index, found));
    assertEquals(DimensionIndex.NONE, missed);
  }

  @Test
  void columnsAreCopiedToTheirPlaceInTheEvent() {
    DimensionIndex index = index(BY_NAME, List.of(row("a", 0, ALWAYS, "NZ")));
    @Nullable Object[] cells = {"x", "y", null};

    index.copy(index.find(Cells.of("a"), FIRST, 0), cells, 2);

    assertEquals(Cells.of("x", "y", "NZ"), Cells.of(cells));
  }

  @Test
  void theSameRowTwiceIsOneRow() {
    List<DimensionRow> rows =
        List.of(row("a", 100, 200, "NZ"), row("a", 100, 200, "NZ"), row("a", 100, 200, "NZ"));

    DimensionIndex index = index(BY_NAME, rows);

    assertEquals("NZ", at(index, "a", 100));
    assertEquals(1, index.versions());
    assertEquals(1, index.keys());
  }

  @Test
  void keysAndVersionsAreCounted() {
    DimensionIndex index = index(BY_NAME, VERSIONS);

    assertEquals(2, index.keys());
    assertEquals(4, index.versions());
  }

  @Test
  void differentRangesAreCountedAsKeys() {
    DimensionIndex index =
        index(
            BY_ADDRESS,
            List.of(
                range("10.0.0.0", "10.0.0.255", 0, "NZ"),
                range("10.0.0.0", "10.0.0.255", 100, "AU"),
                range("10.0.0.0", "10.0.0.127", 0, "FJ")));

    assertEquals(2, index.keys());
    assertEquals(3, index.versions());
  }

  @Test
  void aDimensionWithoutRowsHasNone() {
    assertNull(at(index(BY_NAME, List.of()), "a", 0));
    assertNull(at(index(BY_ADDRESS, List.of()), "10.0.0.1", 0));
  }

  @Test
  void aChangedRowTakesThePlaceOfTheOneWithItsKeyAndValidFrom() {
    DimensionIndex before = index(BY_NAME, VERSIONS);

    DimensionIndex.Builder changes = before.changed();
    changes.add(row("a", 200, 280, "TV"));
    changes.add(row("a", 400, ALWAYS, "WS"));
    changes.add(row("d", 0, ALWAYS, "TO"));
    DimensionIndex after = changes.build();

    assertEquals("TV", at(after, "a", 279));
    assertNull(at(after, "a", 280));
    assertEquals("FJ", at(after, "a", 399));
    assertEquals("WS", at(after, "a", 400));
    assertEquals("TO", at(after, "d", 0));
    assertEquals("CK", at(after, "b", 0));
    assertEquals(3, after.keys());
    assertEquals(6, after.versions());
    assertEquals("AU", at(before, "a", 200));
    assertNull(at(before, "a", 250));
    assertNull(at(before, "d", 0));
  }

  @Test
  void aChangedRangeTakesThePlaceOfTheIdenticalOne() {
    DimensionIndex before =
        index(
            BY_ADDRESS,
            List.of(
                range("10.0.0.0", "10.0.0.255", 0, "NZ"),
                range("10.0.0.0", "10.0.0.127", 0, "FJ")));

    DimensionIndex.Builder changes = before.changed();
    changes.add(range("10.0.0.0", "10.0.0.255", 0, "AU"));
    DimensionIndex after = changes.build();

    assertEquals("FJ", at(after, "10.0.0.127", 0));
    assertEquals("AU", at(after, "10.0.0.128", 0));
    assertEquals("NZ", at(before, "10.0.0.128", 0));
    assertEquals(2, after.versions());
  }

  @Test
  void changesThatReplaceEachOtherForEverTakeNoMoreOfTheHeap() {
    DimensionIndex first = index(BY_NAME, List.of(row("a", 0, ALWAYS, "NZ")));
    DimensionIndex index = first;

    for (int i = 0; i < 100; i++) {
      DimensionIndex.Builder changes = index.changed();
      changes.add(row("a", 0, ALWAYS, i % 2 == 0 ? "AU" : "NZ"));
      index = changes.build();
    }

    DimensionIndex.Builder twice = index(BY_NAME, List.of(row("a", 0, ALWAYS, "AU"))).changed();
    twice.add(row("a", 0, ALWAYS, "NZ"));
    assertEquals(twice.build().bytes(), index.bytes());
  }

  @Test
  void repeatedValuesAreHeldOnce() {
    DimensionIndex few = index(BY_NAME, VERSIONS);
    DimensionIndex.Builder rows = DimensionIndex.builder(BY_NAME);
    VERSIONS.forEach(rows::add);
    for (int i = 0; i < 1_000; i++) {
      rows.add(row("a", 1_000 + i, ALWAYS, new String("NZ".toCharArray())));
    }

    DimensionIndex many = rows.build();

    long perRow = (many.bytes() - few.bytes()) / 1_000;
    assertEquals(8 + 8 + 4, perRow);
  }

  @Test
  void ofTheRangesThatHoldAnAddressTheNewestCountsThenTheNarrowest() {
    DimensionIndex index =
        index(
            BY_ADDRESS,
            List.of(
                range("0.0.0.0", "255.255.255.255", 0, "world"),
                range("10.0.0.0", "10.0.0.255", 0, "wide"),
                range("10.0.0.64", "10.0.0.127", 0, "narrow"),
                range("10.0.0.100", "10.0.0.200", 500, "new")));

    assertEquals("world", at(index, "9.255.255.255", 0));
    assertEquals("wide", at(index, "10.0.0.0", 0));
    assertEquals("wide", at(index, "10.0.0.63", 0));
    assertEquals("narrow", at(index, "10.0.0.64", 0));
    assertEquals("narrow", at(index, "10.0.0.100", 499));
    assertEquals("new", at(index, "10.0.0.100", 500));
    assertEquals("new", at(index, "10.0.0.200", 500));
    assertEquals("wide", at(index, "10.0.0.201", 500));
    assertEquals("world", at(index, "10.0.1.0", 500));
    assertNull(at(index, "10.0.0.0", -1));
    assertNull(at(index, "::", 0));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0.0.0.0, first",
    "255.255.255.255, last",
    "::ffff:255.255.255.255, last",
    "::ffff:ff00:1, last",
    "::, six",
    "::fffe:ffff:ffff, six",
    "2001:db8::1, documentation",
    "2001:DB8:0:0:0:0:0:1, documentation",
    "2001:db8::1%eth0, documentation",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, top",
    "128.0.0.1,",
    "localhost,",
    "1.2.3,",
    "1.2.3.4.5,",
    "1.2.3.256,",
    "01.2.3.4,",
    "' 0.0.0.0',",
    "0.0.0.,",
    ".0.0.0,",
    "0..0.0,",
    "'',",
    ":,",
    ":::,",
    "2001:db8::g,",
    "1.2.3.4:80,",
  })
  void addressesAreComparedAsNumbers(String address, String expected) {
    DimensionIndex index =
        index(
            BY_ADDRESS,
            List.of(
                range("0.0.0.0", "127.255.255.255", 0, "first"),
                range("255.0.0.0", "255.255.255.255", 0, "last"),
                range("::", "::fffe:ffff:ffff", 0, "six"),
                range("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 0, "documentation"),
                range("fe80::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0, "top")));

    String found = at(index, address, 0);

    assertEquals(expected, found);
  }

  @Test
  void aRangeThatIsNeverValidContradictsNone() {
    DimensionIndex index =
        index(
            BY_ADDRESS,
            List.of(
                range("10.0.0.0", "10.0.0.9", 100, "NZ"),
                new DimensionRow(Cells.of("10.0.0.5", "10.0.0.19"), 100, 100, Cells.of("AU"))));

    assertEquals("NZ", at(index, "10.0.0.5", 100));
    assertNull(at(index, "10.0.0.10", 100));
  }

  @Test
  void nullOrNoNumberIsInNoRange() {
    Dimension dimension =
        new Dimension("geo", Schema.of(Field.nullable("n", Type.DOUBLE)), true, COLUMNS, 10);
    double infinite = Double.POSITIVE_INFINITY;
    DimensionIndex index =
        index(
            dimension, List.of(new DimensionRow(Cells.of(0.0, infinite), 0, ALWAYS, Cells.of("a"))));

    assertEquals("a", country(index, index.find(Cells.of(-0.0), FIRST, 0)));
    assertEquals("a", country(index, index.find(Cells.of(infinite), FIRST, 0)));
    assertNull(country(index, index.find(Cells.of(-Double.MIN_VALUE), FIRST, 0)));
    assertNull(country(index, index.find(Cells.of(Double.NaN), FIRST, 0)));
    assertNull(at(index, null, 0));
  }

  @Test
  void disjointRangesTakeMemoryInProportion() {
    long thousand = index(BY_ADDRESS, disjoint(1_000)).bytes();
    long tenThousand = index(BY_ADDRESS, disjoint(10_000)).bytes();

    assertTrue(tenThousand < 10 * thousand, thousand + " and " + tenThousand);
  }

  private static List<DimensionRow> disjoint(int ranges) {
    return IntStream.range(0, ranges)
        .mapToObj(
            i ->
                range(
                    "10.%d.%d.0".formatted(i / 256, i % 256),
                    "10.%d.%d.99".formatted(i / 256, i % 256),
                    0,
                    "NZ"))
        .toList();
  }

  private static DimensionIndex index(Dimension dimension, List<DimensionRow> rows) {
    DimensionIndex.Builder builder = DimensionIndex.builder(dimension);
    rows.forEach(builder::add);
    return builder.build();
  }

  private static @Nullable String at(DimensionIndex index, @Nullable String key, long time) {
    return country(index, index.find(Cells.of(key), FIRST, time));
  }

  private static @Nullable String country(DimensionIndex index, int version) {
    if (version == DimensionIndex.NONE) {
      return null;
    }
    @Nullable Object[] cells = new Object[1];
    index.copy(version, cells, 0);
    return (String) cells[0];
  }

  private static DimensionRow row(@Nullable String key, long from, long to, String country) {
    return new DimensionRow(Cells.of(key), from, to, Cells.of(country));
  }

  private static DimensionRow range(String lower, String upper, long from, String country) {
    return new DimensionRow(Cells.of(lower, upper), from, ALWAYS, Cells.of(country));
  }
}
