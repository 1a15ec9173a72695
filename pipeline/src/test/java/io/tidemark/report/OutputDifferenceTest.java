package io.tidemark.report;

import static io.tidemark.report.ListedRows.TABLE;
import static io.tidemark.report.ListedRows.listed;
import static io.tidemark.report.ListedRows.pane;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What differs is a table that a person reads at a glance. */
final class OutputDifferenceTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private static String difference(List<ExpectedRow> expected, Cells... actual) {
    return String.join("\n", OutputDifference.of(RowMatch.of(TABLE, expected, List.of(actual))));
  }

  @Test
  void nothingIsSaidWhereNothingDiffers() {
    String difference = difference(List.of(listed("hits", 1)), pane("LATE", 0, "h1", 1));

    assertEquals("", difference);
  }

  @Test
  void aRowOfOtherValuesStandsUnderTheOneThatWasListedAndIsPointedAt() {
    String difference =
        difference(
            List.of(
                listed("window_start", NOON, "pane", "ON_TIME", "host", "h1", "hits", 1),
                listed("window_start", NOON, "pane", "LATE", "host", "h1", "hits", 30)),
            pane("ON_TIME", 0, "h1", 1),
            pane("LATE", 0, "h1", 2));

    assertEquals(
        """
        hits_by_host: 1 missing (-), 1 unexpected (+)
            pane  window_start          host  hits
          - LATE  2026-11-01T12:00:00Z  h1    30
          + LATE  2026-11-01T12:00:00Z  h1    2
                                              ^""",
        difference);
  }

  @Test
  void aMissingRowShowsTheColumnsThatItNames() {
    String difference = difference(List.of(listed("hits", 1)));

    assertEquals(
        """
        hits_by_host: 1 missing (-)
            pane  window_start  host  hits
          -                           1""",
        difference);
  }

  @Test
  void anUnexpectedRowShowsItsPaneWindowAndKey() {
    String difference =
        difference(
            List.of(listed("hits", 1)), pane("LATE", 5, "h1", 7), pane("ON_TIME", 0, "h1", 1));

    assertEquals(
        """
        hits_by_host: 1 unexpected (+)
            pane  window_start          host  hits
          + LATE  2026-11-01T12:05:00Z  h1    7""",
        difference);
  }

  @Test
  void whereNoRowIsListedEveryColumnThatTellsSomethingIsShown() {
    String difference = difference(List.of(), pane("ON_TIME", 0, null, 1));

    assertEquals(
        """
        hits_by_host: 1 unexpected (+)
            pane     window_start          window_end            host  hits  revision
          + ON_TIME  2026-11-01T12:00:00Z  2026-11-01T12:05:00Z  null  1     1""",
        difference);
  }
}
