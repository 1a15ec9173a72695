package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Span;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Fires a pane of a session: its row where the having holds; and the retraction of every row that
 * stands and should no more. These are the rows of the shorter sessions that it grew from, each
 * withdrawn with the revision that it was written with, and its own where the having holds no more.
 * Until a pane fires the old rows stand, and they go after the new one: readers see no hole.
 *
 * <p>With alerts: while those hold a row back, an alert that stands is left as it is, even if its
 * session has grown since: it is withdrawn only when the having holds no more, or when the same
 * session is alerted again.
 */
final class SessionPanes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SessionRule rule;
  private final PaneRows rows;
  private final @Nullable Alerts once;

  SessionPanes(SessionRule rule, PaneRows rows, @Nullable Alerts once) {
    this.rule = rule;
    this.rows = rows;
    this.once = once;
  }

  /** The kind of a pane of {@code session} that fires now. */
  Pane kind(Session session, long watermark) {
    if (session.closed()) {
      return Pane.LATE;
    }
    return watermark >= rule.span(session).end() ? Pane.ON_TIME : Pane.EARLY;
  }

  void fire(
      Cells key, Session session, long watermark, Alerts.State alerts, Consumer<PaneRow> out) {
    Pane pane = kind(session, watermark);
    Span span = rule.span(session);
    if (pane == Pane.ON_TIME) {
      session.close(span.end());
    }
    long revision = session.total().events();
    Cells measured = rows.measured(key, span, session.total());
    if (measured == null) {
      withdraw(key, session, span, out);
      session.fired(List.of());
      return;
    }
    PaneRow row = PaneRows.row(key, span, measured, pane, session.generation(), revision);
    if (once != null && !once.pass(row, alerts)) {
      session.fired(session.written());
      return;
    }
    out.accept(row);
    for (Session.Written old : session.written()) {
      if (!old.span().equals(span)) {
        out.accept(rows.retraction(key, old.span(), session.generation(), old.revision()));
      }
    }
    session.fired(List.of(new Session.Written(span, revision)));
  }

  private void withdraw(Cells key, Session session, Span span, Consumer<PaneRow> out) {
    for (Session.Written old : session.written()) {
      long revision = old.span().equals(span) ? session.total().events() : old.revision();
      out.accept(rows.retraction(key, old.span(), session.generation(), revision));
    }
  }
}
