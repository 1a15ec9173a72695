package io.tidemark.report;

import static io.tidemark.report.ListedRows.TABLE;
import static io.tidemark.report.ListedRows.listed;
import static io.tidemark.report.ListedRows.pane;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import io.tidemark.spec.CaseText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Rows are compared by the columns that a case names, in no order, each as often as it is there.
 */
final class RowMatchTest {
  private static RowMatch match(List<ExpectedRow> expected, Cells... actual) {
    return RowMatch.of(TABLE, expected, List.of(actual));
  }

  @Test
  void rowsMatchInAnyOrder() {
    RowMatch match =
        match(
            List.of(listed("host", "h2", "hits", 2), listed("host", "h1", "hits", 1)),
            pane("ON_TIME", 0, "h1", 1),
            pane("ON_TIME", 0, "h2", 2));

    assertTrue(match.holds());
  }

  @Test
  void aRowThatIsThereTwiceIsListedTwice() {
    Cells row = pane("EARLY", 0, "h1", 1);
    ExpectedRow listed = listed("host", "h1", "hits", 1);

    assertTrue(match(List.of(listed, listed), row, row).holds());
    assertFalse(match(List.of(listed), row, row).holds());
    assertFalse(match(List.of(listed, listed), row).holds());
  }

  @Test
  void aRowThatNamesLessLeavesTheOtherItsMatch() {
    List<ExpectedRow> listed = List.of(listed("host", "h1"), listed("host", "h1", "hits", 1));

    RowMatch match = match(listed, pane("ON_TIME", 0, "h1", 1), pane("ON_TIME", 0, "h1", 2));

    assertTrue(match.holds());
  }

  @Test
  void anEmptyListMeansNoRows() {
    assertTrue(match(List.of()).holds());
    assertFalse(match(List.of(), pane("ON_TIME", 0, "h1", 1)).holds());
  }

  @Test
  void aMissingRowIsPairedWithTheOneOfItsWindowAndKey() {
    List<ExpectedRow> listed = List.of(listed("pane", "LATE", "host", "h1", "hits", 5));

    RowMatch match = match(listed, pane("LATE", 0, "h2", 5), pane("LATE", 0, "h1", 4));

    assertEquals(List.of(new RowMatch.Pair(0, 1, List.of("hits"))), match.near());
    assertEquals(List.of(0), match.missing());
    assertEquals(List.of(0, 1), match.unexpected());
  }

  @Test
  void rowsWithLittleInCommonAreNoPair() {
    List<ExpectedRow> listed = List.of(listed("pane", "LATE", "host", "h1", "hits", 5));

    RowMatch match = match(listed, pane("ON_TIME", 0, "h2", 5));

    assertEquals(List.of(), match.near());
  }

  @Test
  void listedAgainRowsStayWhereTheyAreAndNewOnesHaveTheColumnsThatWereChosen() {
    List<ExpectedRow> listed =
        List.of(
            listed("host", "gone", "hits", 9, "pane", "LATE"),
            listed("host", "h2", "hits", 3),
            listed("host", "h1"));

    RowMatch match =
        match(
            listed,
            pane("ON_TIME", 0, "h1", 1),
            pane("ON_TIME", 0, "h2", 2),
            pane("ON_TIME", 5, "h3", 4));

    Map<String, Object> second = new LinkedHashMap<>(Map.of("host", "h2", "hits", 2L));
    Map<String, Object> added = Map.of("host", "h3", "hits", 4L, "pane", "ON_TIME");
    assertEquals(
        List.of(new CaseText.New(second), new CaseText.Kept(2), new CaseText.New(added)),
        match.asListed());
  }

  @Test
  void withoutAnyListedRowAllColumnsAreListedButThatOfTheRun() {
    RowMatch match = match(List.of(), pane("ON_TIME", 0, "h1", 1));

    CaseText.New row = (CaseText.New) match.asListed().get(0);

    assertEquals(
        List.of("pane", "window_start", "window_end", "host", "hits", "revision"),
        List.copyOf(row.cells().keySet()));
  }
}
