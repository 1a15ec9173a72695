package io.tidemark.graph;

import io.tidemark.aggregate.AggregateEvents;
import io.tidemark.aggregate.ApplyHaving;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.quality.Pairs;
import io.tidemark.quality.SplitWhere;
import io.tidemark.quality.WhereEvents;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.Table;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
import io.tidemark.time.WithinSlice;
import io.tidemark.window.IntoGlobalWindow;
import io.tidemark.window.ViewWindow;
import io.tidemark.window.WindowEvents;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/** The steps of one view, from the enriched events to its sink. */
final class ViewGraph {
  private final PipelineSpec spec;
  private final Plan plan;
  private final ViewSpec view;
  private final LedgerTaps ledger;

  ViewGraph(PipelineSpec spec, Plan plan, ViewSpec view, LedgerTaps ledger) {
    this.spec = spec;
    this.plan = plan;
    this.view = view;
    this.ledger = ledger;
  }

  /** Adds the view's steps; what is too late for it is added to {@code lateEvents}. */
  void write(PCollection<Event> events, Sink sink, List<PCollection<LateEvent>> lateEvents) {
    PCollection<Event> chosen = where(events);
    PCollection<Cells> rows =
        view.window().isPresent() ? panes(chosen, lateEvents) : eventRows(chosen);
    rows.apply(step("Write"), sink.write());
  }

  /**
   * Of a view that this run does not write, adds only what is too late for it to {@code
   * lateEvents}: a batch run replaces the late events of its slice, those of every view.
   */
  void findLate(PCollection<Event> events, List<PCollection<LateEvent>> lateEvents) {
    if (view.window().isPresent()) {
      accepted(where(events), lateEvents);
    }
  }

  private PCollection<Event> where(PCollection<Event> events) {
    Pairs pairs = pairs();
    ledger.events(view.name(), LedgerTerm.KEPT, events, pairs);
    if (view.where().isEmpty()) {
      return events;
    }
    ScalarExpression condition = Expressions.condition(view.where().get(), spec.enrichedSchema());
    WhereEvents parted = events.apply(step("Where"), SplitWhere.of(condition));
    ledger.events(view.name(), LedgerTerm.FILTERED, parted.filtered(), pairs);
    return parted.chosen();
  }

  /** How often the ledger counts an event: once for each window that the run holds. */
  private Pairs pairs() {
    if (view.window().isEmpty()) {
      return ledger.ofTimes();
    }
    if (plan.slice().isEmpty()) {
      return Pairs.one();
    }
    Slice slice = plan.slice().get();
    var windows = window().windowFn();
    return time ->
        slice.holdsWindowEnd(
                Instant.ofEpochMilli(
                    windows
                        .assignWindow(org.joda.time.Instant.ofEpochMilli(time))
                        .end()
                        .getMillis()))
            ? 1
            : 0;
  }

  private PCollection<Cells> eventRows(PCollection<Event> events) {
    Table table = Tables.of(spec, view);
    int[] columns =
        Tables.columns(spec, view).stream()
            .mapToInt(column -> spec.enrichedSchema().indexOf(column.source()))
            .toArray();
    PCollection<Event> inSlice = events;
    if (plan.slice().isPresent()) {
      Slice slice = plan.slice().get();
      inSlice = events.apply(step("Slice"), WithinSlice.ofTimes(slice.from(), slice.to()));
    }
    ledger.events(view.name(), LedgerTerm.ACCEPTED, inSlice, Pairs.one());
    return inSlice.apply(step("Rows"), FormRows.ofEvents(table, columns));
  }

  private PCollection<Cells> panes(
      PCollection<Event> events, List<PCollection<LateEvent>> lateEvents) {
    Schema key = Tables.keySchema(spec, view);
    List<Measure> measures = Expressions.measures(spec, view);
    PCollection<PaneRow> panes =
        accepted(events, lateEvents)
            .apply(step("Window"), WindowEvents.into(window()))
            .apply(
                step("Aggregate"),
                AggregateEvents.create()
                    .withGroupBy(key, groupBy())
                    .withMeasures(measures)
                    .withGeneration(plan.generation()));
    if (view.having().isPresent()) {
      Schema columns = ApplyHaving.schema(key, measures.stream().map(Measure::field).toList());
      panes =
          panes.apply(
              step("Having"),
              ApplyHaving.of(Expressions.condition(view.having().get(), columns), key));
    }
    return panes
        .apply(step("Rows"), FormRows.ofPanes(Tables.of(spec, view)))
        .apply(step("Global"), IntoGlobalWindow.create());
  }

  private PCollection<Event> accepted(
      PCollection<Event> events, List<PCollection<LateEvent>> lateEvents) {
    PCollection<Event> inSlice = events;
    if (plan.slice().isPresent()) {
      Slice slice = plan.slice().get();
      inSlice =
          events.apply(
              step("Slice"), WithinSlice.ofWindows(slice.from(), slice.to(), window().windowFn()));
    }
    if (plan.includeLate()) {
      ledger.events(view.name(), LedgerTerm.ACCEPTED, inSlice, Pairs.one());
      return inSlice;
    }
    SplitEvents split =
        inSlice.apply(
            step("SplitTooLate"),
            SplitTooLate.of(view.name(), window().windowFn())
                .withAllowedLateness(view.allowedLateness()));
    lateEvents.add(split.late());
    ledger.tooLate(view.name(), split.late());
    ledger.events(view.name(), LedgerTerm.ACCEPTED, split.accepted(), Pairs.one());
    return split.accepted();
  }

  private ViewWindow window() {
    ViewSpec.Fixed fixed = (ViewSpec.Fixed) view.window().orElseThrow();
    ViewWindow window =
        fixed.zone().equals(ZoneOffset.UTC)
            ? ViewWindow.fixed(fixed.size(), fixed.offset())
            : ViewWindow.days((int) fixed.size().toDays(), fixed.zone());
    return window.withAllowedLateness(view.allowedLateness()).withLateEvery(view.emit().late());
  }

  private int[] groupBy() {
    return view.groupBy().stream()
        .mapToInt(column -> spec.enrichedSchema().indexOf(column.source()))
        .toArray();
  }

  private String step(String what) {
    return what + "_" + view.name();
  }
}
