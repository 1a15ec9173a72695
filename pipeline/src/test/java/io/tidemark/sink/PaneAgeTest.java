package io.tidemark.sink;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Cells;
import org.junit.jupiter.api.Test;

class PaneAgeTest {
  private static final PaneAge AGE = PaneAge.of(SinkRows.HITS);

  private static Cells row(String pane, long generation, long revision) {
    return Cells.of(
        "h", SinkRows.NOON, SinkRows.NOON.plusSeconds(300), 1L, pane, generation, revision);
  }

  private static void assertOlderThan(Cells newer, Cells older) {
    assertSame(newer, AGE.newer(older, newer));
    assertSame(newer, AGE.newer(newer, older));
  }

  @Test
  void generationCountsBeforeRevisionBeforePane() {
    assertOlderThan(row("EARLY", 2, 1), row("LATE", 1, 9));
    assertOlderThan(row("EARLY", 1, 2), row("LATE", 1, 1));
    assertOlderThan(row("ON_TIME", 1, 1), row("EARLY", 1, 1));
    assertOlderThan(row("LATE", 1, 1), row("ON_TIME", 1, 1));
    assertOlderThan(row("RETRACTED", 1, 1), row("LATE", 1, 1));
  }

  @Test
  void ofEqualRowsTheLaterOneStays() {
    Cells first = row("LATE", 1, 1);
    Cells second = row("LATE", 1, 1);

    assertSame(second, AGE.newer(first, second));
  }

  @Test
  void onlyARetractedPaneIsRetracted() {
    assertTrue(AGE.retracted(row("RETRACTED", 1, 1)));
    assertFalse(AGE.retracted(row("LATE", 1, 1)));
    assertFalse(PaneAge.of(SinkRows.EVENTS).retracted(SinkRows.event(0, "h", 1)));
  }
}
