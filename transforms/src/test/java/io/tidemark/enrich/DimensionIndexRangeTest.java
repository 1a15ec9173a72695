package io.tidemark.enrich;

import static io.tidemark.enrich.GeoRows.ALWAYS;
import static io.tidemark.enrich.GeoRows.BY_ADDRESS;
import static io.tidemark.enrich.GeoRows.at;
import static io.tidemark.enrich.GeoRows.dimension;
import static io.tidemark.enrich.GeoRows.index;
import static io.tidemark.enrich.GeoRows.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexRangeTest {
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
    Dimension dimension = dimension(Type.DOUBLE, true, 10);
    double infinite = Double.POSITIVE_INFINITY;
    DimensionIndex index =
        index(
            dimension,
            List.of(new DimensionRow(Cells.of(0.0, infinite), 0, ALWAYS, Cells.of("a"))));

    assertEquals("a", at(index, -0.0, 0));
    assertEquals("a", at(index, infinite, 0));
    assertNull(at(index, -Double.MIN_VALUE, 0));
    assertNull(at(index, Double.NaN, 0));
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
}
