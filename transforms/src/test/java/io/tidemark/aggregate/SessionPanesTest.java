package io.tidemark.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions with a gap of 5 ms; two parts of one key, of runs that began at 7 and at 9. */
class SessionPanesTest {
  private static final SessionRule RULE = new SessionRule(5, 100);
  private static final List<Measure> NONE = List.of();
  private static final Cells KEY = Cells.of("h1");
  private static final Alerts.State NO_ALERTS = new Alerts.State(null, null, null);

  private final SessionPanes panes = new SessionPanes(RULE, new PaneRows(NONE, null), null);
  private final SessionSet sessions = SessionSet.empty(RULE);

  @Test
  void newRowComesBeforeTheOldOnesGoAndHasTheHighestGeneration() {
    Session first = sessions.widen(0, 0, NONE, 7);
    Session second = sessions.widen(8, 8, NONE, 9);
    fire(first, 5);
    fire(second, 13);

    Session joined = sessions.widen(4, 4, NONE, 8);

    assertEquals(
        List.of(
            row(0, 13, Pane.LATE, 9, 0),
            row(0, 5, Pane.RETRACTED, 9, 0),
            row(8, 13, Pane.RETRACTED, 9, 0)),
        fire(joined, 13));
    assertEquals(List.of(row(0, 13, Pane.LATE, 9, 0)), fire(joined, 13));
  }

  private List<PaneRow> fire(Session session, long watermark) {
    List<PaneRow> rows = new ArrayList<>();
    panes.fire(KEY, session, watermark, NO_ALERTS, rows::add);
    return rows;
  }

  private static PaneRow row(long start, long end, Pane pane, long generation, long revision) {
    return new PaneRow(KEY, start, end, Cells.of(), pane, generation, revision);
  }
}
