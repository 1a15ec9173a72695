package io.tidemark.enrich;

import static io.tidemark.enrich.GeoRows.ALWAYS;
import static io.tidemark.enrich.GeoRows.BY_ADDRESS;
import static io.tidemark.enrich.GeoRows.builderOf;
import static io.tidemark.enrich.GeoRows.dimension;
import static io.tidemark.enrich.GeoRows.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexRangeRefusalTest {
  private static final long EVER = Long.MIN_VALUE;

  @Test
  void twoDifferentRowsOfOneRangeAreRefusedAndShown() {
    List<DimensionRow> rows =
        List.of(range("10.0.0.0", "10.0.0.9", 0, "NZ"), range("10.0.0.0", "10.0.0.9", 0, "AU"));

    String message = refusal(BY_ADDRESS, rows);

    assertEquals(
        "dimension geo has two different rows for key [10.0.0.0, 10.0.0.9] valid from"
            + " 1970-01-01T00:00:00Z: [AU] and [NZ]:"
            + " keep one of them, or give them different validFrom",
        message);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "10.0.0.0, 10.0.0.0/8, 10.0.0.0/8",
    "localhost, 10.0.0.1, localhost",
    "10.0.0.1, fe80::x, fe80::x",
  })
  void aBoundThatIsNoAddressIsRefused(String lower, String upper, String wrong) {
    String message = refusal(BY_ADDRESS, List.of(range(lower, upper, 0, "NZ")));

    assertEquals(
        "dimension geo has a row of range [%s, %s] [NZ], but %s is no IPv4 or IPv6 address: mend the row, or leave it out with `where`"
            .formatted(lower, upper, wrong),
        message);
  }

  @Test
  void aBoundThatIsNotANumberIsRefused() {
    List<DimensionRow> rows =
        List.of(new DimensionRow(Cells.of(1.5, Double.NaN), 0, ALWAYS, Cells.of("NZ")));

    String message = refusal(dimension(Type.DOUBLE, true, 10), rows);

    assertEquals(
        "dimension geo has a row of range [1.5, NaN] [NZ], but NaN is no number:"
            + " mend the row, or leave it out with `where`",
        message);
  }

  @Test
  void aRangeThatEndsBeforeItBeginsIsRefused() {
    String message = refusal(BY_ADDRESS, List.of(range("10.0.0.2", "10.0.0.1", 0, "NZ")));

    assertEquals(
        "dimension geo has a row of range [10.0.0.2, 10.0.0.1] [NZ], which ends before it"
            + " begins: mend the row, or leave it out with `where`",
        message);
  }

  @Test
  void rangesThatOverlapWithTheSameValidFromAreRefusedAndShown() {
    List<DimensionRow> rows =
        new ArrayList<>(
            List.of(
                range("10.0.0.0", "10.0.0.9", 0, "NZ"), range("10.0.0.9", "2001:db8::", 0, "AU")));
    Collections.reverse(rows);

    String message = refusal(BY_ADDRESS, rows);

    assertEquals(
        "dimension geo has two ranges that overlap valid from 1970-01-01T00:00:00Z, neither"
            + " within the other: [10.0.0.0, 10.0.0.9] [NZ] and [10.0.0.9, 2001:db8::] [AU]:"
            + " part them, or give them different validFrom",
        message);
  }

  @Test
  void rangesThatOverlapWithoutValidFromAreRefusedAndShown() {
    List<DimensionRow> rows =
        List.of(
            range("10.0.0.0", "10.0.0.9", EVER, "NZ"), range("10.0.0.5", "10.0.0.19", EVER, "AU"));

    String message = refusal(BY_ADDRESS, rows);

    assertEquals(
        "dimension geo has two ranges that overlap, neither within the other:"
            + " [10.0.0.0, 10.0.0.9] [NZ] and [10.0.0.5, 10.0.0.19] [AU]:"
            + " part them, or name the column that says from when each is valid as validFrom",
        message);
  }

  @Test
  void rangesThatOverlapTooOftenAreRefused() {
    List<DimensionRow> rows = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      rows.add(new DimensionRow(Cells.of(i, 10_000 - i), i, ALWAYS, Cells.of("NZ")));
    }

    String message = refusal(dimension(Type.LONG, true, 10_000), rows);

    assertEquals(
        "dimension geo has ranges that overlap too often: 1,000 rows, and each begins or ends in"
            + " too many others: part the ranges, or narrow it with `where`",
        message);
  }

  @Test
  void manyRangesThatAllOverlapAreRefusedBeforeTheyTakeMinutes() {
    List<DimensionRow> rows = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      rows.add(new DimensionRow(Cells.of(i, 100_000 - i), 0, ALWAYS, Cells.of("NZ")));
    }

    String message = refusal(dimension(Type.LONG, true, 100_000), rows);

    assertEquals(
        "dimension geo has ranges that overlap too often: 20,000 rows, and each begins or ends in"
            + " too many others: part the ranges, or narrow it with `where`",
        message);
  }

  private static String refusal(Dimension dimension, List<DimensionRow> rows) {
    return assertThrows(DimensionException.class, () -> builderOf(dimension, rows).build())
        .getMessage();
  }
}
