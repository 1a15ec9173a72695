package io.tidemark.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionIndexRefusalTest {
  private static final long EVER = Long.MIN_VALUE;
  private static final long ALWAYS = Long.MAX_VALUE;
  private static final Dimension BY_NAME = dimension(Type.STRING, false, 5_000_000);
  private static final Dimension BY_ADDRESS = dimension(Type.STRING, true, 5_000_000);

  @Test
  void twoDifferentRowsOfOneKeyAndTimeAreRefusedAndShown() {
    List<DimensionRow> rows =
        List.of(row("a", 0, ALWAYS, "NZ"), row("b", 0, ALWAYS, "FJ"), row("a", 0, 200, "AU"));

    String message = refusal(BY_NAME, rows);

    assertEquals(
        "dimension geo has two different rows for key [a] valid from 1970-01-01T00:00:00Z:"
            + " [AU] until 1970-01-01T00:00:00.200Z and [NZ]:"
            + " keep one of them, or give them different validFrom",
        message);
  }

  @Test
  void twoDifferentRowsWithoutValidFromAreRefused() {
    List<DimensionRow> rows = List.of(row("a", EVER, ALWAYS, "NZ"), row("a", EVER, ALWAYS, "AU"));

    String message = refusal(BY_NAME, rows);

    assertEquals(
        "dimension geo has two different rows for key [a]: [AU] and [NZ]:"
            + " keep one of them, or name the column that says from when each is valid as"
            + " validFrom",
        message);
  }

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

  @Test
  void twoDifferentChangesOfOneKeyAndTimeAreRefused() {
    DimensionIndex.Builder changes =
        builder(BY_NAME, List.of(row("a", 0, ALWAYS, "CK"))).build().changed();
    changes.add(row("a", 0, ALWAYS, "NZ"));
    changes.add(row("a", 0, ALWAYS, "AU"));

    DimensionException refused = assertThrows(DimensionException.class, changes::build);

    assertEquals(
        "dimension geo has two different rows for key [a] valid from 1970-01-01T00:00:00Z:"
            + " [AU] and [NZ]: keep one of them, or give them different validFrom",
        refused.getMessage());
  }

  @Test
  void rowsBeyondMaxRowsAreCountedAndRefused() {
    Dimension dimension = dimension(Type.STRING, false, 2_000);
    List<DimensionRow> rows = new ArrayList<>();
    for (int i = 0; i < 12_345; i++) {
      rows.add(row("k" + i, 0, ALWAYS, "NZ"));
    }

    String message = refusal(dimension, rows);

    assertEquals(
        "dimension geo has 12,345 rows, more than maxRows 2,000:"
            + " raise its maxRows, or narrow it with `where`",
        message);
  }

  @Test
  void asManyRowsAsMaxRowsAreTaken() {
    Dimension dimension = dimension(Type.STRING, false, 2);
    List<DimensionRow> rows = List.of(row("a", 0, ALWAYS, "NZ"), row("b", 0, ALWAYS, "AU"));

    DimensionIndex index = builder(dimension, rows).build();

    assertEquals(2, index.versions());
  }

  @Test
  void changesThatMakeMoreRowsThanMaxRowsAreRefused() {
    Dimension dimension = dimension(Type.STRING, false, 2);
    List<DimensionRow> rows = List.of(row("a", 0, ALWAYS, "NZ"), row("b", 0, ALWAYS, "AU"));
    DimensionIndex.Builder changes = builder(dimension, rows).build().changed();
    changes.add(row("a", 0, ALWAYS, "FJ"));
    changes.add(row("c", 0, ALWAYS, "FJ"));

    DimensionException refused = assertThrows(DimensionException.class, changes::build);

    assertEquals(
        "dimension geo has 3 rows, more than maxRows 2:"
            + " raise its maxRows, or narrow it with `where`",
        refused.getMessage());
  }

  @Test
  void rowsThatDoNotFitIntoMemoryAreRefusedWhileTheyAreRead() {
    DimensionIndex.Builder rows = DimensionIndex.builder(BY_NAME, 10 << 20);

    DimensionException refused =
        assertThrows(
            DimensionException.class,
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                rows.add(row("host-" + (1_000_000 + i), 0, ALWAYS, "NZ"));
              }
            });

    assertEquals(
        "dimension geo does not fit into memory: 69,632 rows take about 6 MB so far, of a heap of"
            + " 10 MB: give the JVM a larger heap (-Xmx), join fewer columns, or narrow it with"
            + " `where`",
        refused.getMessage());
  }

  @Test
  void theIndexThatIsChangedCountsForTheMemory() {
    List<DimensionRow> rows = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      rows.add(row("host-" + (1_000_000 + i), 0, ALWAYS, "NZ"));
    }
    DimensionIndex.Builder changes = builder(BY_NAME, rows).build().changed(8 << 20);

    DimensionException refused =
        assertThrows(DimensionException.class, () -> rows.forEach(changes::add));

    assertEquals("TODO", refused.getMessage());
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
    return assertThrows(DimensionException.class, () -> builder(dimension, rows).build())
        .getMessage();
  }

  private static DimensionIndex.Builder builder(Dimension dimension, List<DimensionRow> rows) {
    DimensionIndex.Builder builder = DimensionIndex.builder(dimension);
    rows.forEach(builder::add);
    return builder;
  }

  private static Dimension dimension(Type key, boolean range, long maxRows) {
    return new Dimension(
        "geo",
        Schema.of(Field.nullable("key", key)),
        range,
        Schema.of(Field.nullable("country", Type.STRING)),
        maxRows);
  }

  private static DimensionRow row(String key, long from, long to, String country) {
    return new DimensionRow(Cells.of(key), from, to, Cells.of(country));
  }

  private static DimensionRow range(String lower, String upper, long from, String country) {
    return new DimensionRow(Cells.of(lower, upper), from, ALWAYS, Cells.of(country));
  }
}
