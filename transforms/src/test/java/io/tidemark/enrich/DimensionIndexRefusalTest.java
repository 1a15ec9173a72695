package io.tidemark.enrich;

import static io.tidemark.enrich.GeoRows.ALWAYS;
import static io.tidemark.enrich.GeoRows.BY_NAME;
import static io.tidemark.enrich.GeoRows.builderOf;
import static io.tidemark.enrich.GeoRows.dimension;
import static io.tidemark.enrich.GeoRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.DimensionRow;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DimensionIndexRefusalTest {
  private static final long EVER = Long.MIN_VALUE;

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
  void twoDifferentChangesOfOneKeyAndTimeAreRefused() {
    DimensionIndex.Builder changes =
        builderOf(BY_NAME, List.of(row("a", 0, ALWAYS, "CK"))).build().changed();
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

    DimensionIndex index = builderOf(dimension, rows).build();

    assertEquals(2, index.versions());
  }

  @Test
  void changesThatMakeMoreRowsThanMaxRowsAreRefused() {
    Dimension dimension = dimension(Type.STRING, false, 2);
    List<DimensionRow> rows = List.of(row("a", 0, ALWAYS, "NZ"), row("b", 0, ALWAYS, "AU"));
    DimensionIndex.Builder changes = builderOf(dimension, rows).build().changed();
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
        "dimension geo does not fit into memory: 69,632 rows take about 6 MB so far, more than 60%"
            + " of the heap of 10 MB: give the JVM a larger heap (-Xmx), join fewer columns, or"
            + " narrow it with `where`",
        refused.getMessage());
  }

  @Test
  void theIndexThatIsChangedCountsForTheMemory() {
    List<DimensionRow> rows = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      rows.add(row("host-" + (1_000_000 + i), 0, ALWAYS, "NZ"));
    }
    DimensionIndex.Builder changes = builderOf(BY_NAME, rows).build().changed(8 << 20);

    DimensionException refused =
        assertThrows(DimensionException.class, () -> rows.forEach(changes::add));

    assertEquals(
        "dimension geo does not fit into memory: 73,552 rows take about 4 MB so far, more than 60%"
            + " of the heap of 8 MB: give the JVM a larger heap (-Xmx), join fewer columns, or"
            + " narrow it with `where`",
        refused.getMessage());
  }

  private static String refusal(Dimension dimension, List<DimensionRow> rows) {
    return assertThrows(DimensionException.class, () -> builderOf(dimension, rows).build())
        .getMessage();
  }
}
