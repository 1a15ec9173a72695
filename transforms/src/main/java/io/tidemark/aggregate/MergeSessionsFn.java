package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Merges what bounded input adds to the sessions of one shard in one bucket, and gives the rows of
 * their one pane.
 */
final class MergeSessionsFn extends Combine.CombineFn<SessionParts, SessionParts, List<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final SessionRule rule;
  private final List<Measure> measures;
  private final PaneRows rows;
  private final SessionPartsCoder coder;
  private final long generation;

  MergeSessionsFn(
      SessionRule rule,
      List<Measure> measures,
      PaneRows rows,
      SessionPartsCoder coder,
      long generation) {
    this.rule = rule;
    this.measures = measures;
    this.rows = rows;
    this.coder = coder;
    this.generation = generation;
  }

  @Override
  public SessionParts createAccumulator() {
    return SessionParts.empty();
  }

  @Override
  public SessionParts addInput(SessionParts state, SessionParts input) {
    state.addAll(input, rule, measures);
    return state;
  }

  @Override
  public SessionParts mergeAccumulators(Iterable<SessionParts> states) {
    SessionParts merged = createAccumulator();
    states.forEach(state -> merged.addAll(state, rule, measures));
    return merged;
  }

  @Override
  public List<PaneRow> extractOutput(SessionParts state) {
    List<PaneRow> fired = new ArrayList<>();
    state
        .keys()
        .forEach(
            (key, sessions) -> {
              for (Session session : sessions.sessions()) {
                Span span = rule.span(session);
                Cells measured = rows.measured(key, span, session.total());
                if (measured != null) {
                  long revision = session.total().events();
                  fired.add(PaneRows.row(key, span, measured, Pane.ON_TIME, generation, revision));
                }
              }
            });
    return fired;
  }

  @Override
  public Coder<SessionParts> getAccumulatorCoder(
      CoderRegistry registry, Coder<SessionParts> inputCoder) {
    return coder;
  }
}
