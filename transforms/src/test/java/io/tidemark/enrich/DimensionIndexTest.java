package io.tidemark.enrich;

import static io.tidemark.enrich.GeoRows.ALWAYS;
import static io.tidemark.enrich.GeoRows.BY_ADDRESS;
import static io.tidemark.enrich.GeoRows.BY_NAME;
import static io.tidemark.enrich.GeoRows.FIRST;
import static io.tidemark.enrich.GeoRows.at;
import static io.tidemark.enrich.GeoRows.country;
import static io.tidemark.enrich.GeoRows.index;
import static io.tidemark.enrich.GeoRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexTest {
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
    Dimension dimension = new Dimension("geo", key, false, BY_NAME.columns(), 10);
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
}
