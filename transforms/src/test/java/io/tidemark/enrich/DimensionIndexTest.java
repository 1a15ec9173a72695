package io.tidemark.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexTest {
  /** NZ in [100, 200), AU from 200, then nothing from 250 on, then FJ from 300. */
  private static final List<DimensionRow> VERSIONS =
      List.of(
          row("a", 300, Long.MAX_VALUE, "FJ"),
          row("a", 100, Long.MAX_VALUE, "NZ"),
          row("a", 200, 250, "AU"),
          row("b", Long.MIN_VALUE, Long.MAX_VALUE, "CK"));

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
    DimensionIndex index = DimensionIndex.of("geo", VERSIONS, 4);

    Cells found = index.at(Cells.of(key), time);

    assertEquals(expected == null ? null : Cells.of(expected), found);
  }

  @Test
  void validToAfterTheNextVersionEndsAtTheNextVersion() {
    List<DimensionRow> overlapping = List.of(row("a", 100, 500, "NZ"), row("a", 200, 300, "AU"));

    DimensionIndex index = DimensionIndex.of("geo", overlapping, 2);

    assertEquals(Cells.of("NZ"), index.at(Cells.of("a"), 199));
    assertEquals(Cells.of("AU"), index.at(Cells.of("a"), 200));
    assertNull(index.at(Cells.of("a"), 300));
  }

  @Test
  void nullInTheKeyIsNeverFound() {
    List<DimensionRow> rows =
        List.of(
            new DimensionRow(
                Cells.of((Object) null), Long.MIN_VALUE, Long.MAX_VALUE, Cells.of("NZ")));

    DimensionIndex index = DimensionIndex.of("geo", rows, 1);

    assertNull(index.at(Cells.of((Object) null), 100));
  }

  @Test
  void theSameRowTwiceIsOneRow() {
    List<DimensionRow> rows =
        List.of(row("a", 100, 200, "NZ"), row("a", 100, 200, "NZ"), row("a", 100, 200, "NZ"));

    DimensionIndex index = DimensionIndex.of("geo", rows, 3);

    assertEquals(Cells.of("NZ"), index.at(Cells.of("a"), 100));
  }

  @Test
  void twoDifferentRowsOfOneKeyAndTimeAreRefusedAndShown() {
    List<DimensionRow> rows =
        List.of(
            row("a", 0, Long.MAX_VALUE, "NZ"),
            row("b", 0, Long.MAX_VALUE, "FJ"),
            row("a", 0, 200, "AU"));

    DimensionException refused =
        assertThrows(DimensionException.class, () -> DimensionIndex.of("geo", rows, 3));

    assertEquals(
        "dimension geo has two different rows for key [a] valid from 1970-01-01T00:00:00Z:"
            + " [AU] until 1970-01-01T00:00:00.200Z and [NZ]:"
            + " keep one of them, or give them different validFrom",
        refused.getMessage());
  }

  @Test
  void twoDifferentRowsWithoutValidFromAreRefused() {
    List<DimensionRow> rows =
        List.of(
            row("a", Long.MIN_VALUE, Long.MAX_VALUE, "NZ"),
            row("a", Long.MIN_VALUE, Long.MAX_VALUE, "AU"));

    DimensionException refused =
        assertThrows(DimensionException.class, () -> DimensionIndex.of("geo", rows, 3));

    assertEquals(
        "dimension geo has two different rows for key [a]: [AU] and [NZ]:"
            + " keep one of them, or name the column that says from when each is valid as"
            + " validFrom",
        refused.getMessage());
  }

  @Test
  void moreRowsThanAllowedAreRefused() {
    DimensionException refused =
        assertThrows(DimensionException.class, () -> DimensionIndex.of("geo", VERSIONS, 3));

    assertEquals(
        "dimension geo has more than 3 rows: raise its maxRows, or narrow it with `where`",
        refused.getMessage());
  }

  private static DimensionRow row(String key, long validFrom, long validTo, String country) {
    return new DimensionRow(Cells.of(key), validFrom, validTo, Cells.of(country));
  }
}
