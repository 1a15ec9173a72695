package io.tidemark.graph;

import io.tidemark.aggregate.AggregateEvents;
import io.tidemark.aggregate.Having;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerTerm;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.Windows;
import io.tidemark.quality.Pairs;
import io.tidemark.quality.SplitWhere;
import io.tidemark.quality.WhereEvents;
import io.tidemark.sink.Slice;
import io.tidemark.sink.Table;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
import io.tidemark.time.WithinSlice;
import io.tidemark.window.ViewWindows;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.values.PCollection;

/** The steps of one view, from the enriched events to its rows. */
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

  /** The view's rows; what is too late for it is added to {@code lateEvents}. */
  PCollection<Cells> rows(PCollection<Chunk> events, List<PCollection<LateEvent>> lateEvents) {
    PCollection<Chunk> chosen = where(events);
    return view.window().isPresent() ? panes(chosen, lateEvents) : eventRows(chosen);
  }

  /**
   * Of a view that this run does not write, adds only what is too late for it to {@code
   * lateEvents}: a batch run replaces the late events of its slice, those of every view.
   */
  void findLate(PCollection<Chunk> events, List<PCollection<LateEvent>> lateEvents) {
    if (view.window().isPresent()) {
      accepted(where(events), lateEvents);
    }
  }

  private PCollection<Chunk> where(PCollection<Chunk> events) {
    Pairs pairs = view.window().isPresent() ? Pairs.in(windows()) : ledger.ofTimes();
    ledger.events(view.name(), LedgerTerm.KEPT, events, pairs);
    if (view.where().isEmpty()) {
      return events;
    }
    ScalarExpression condition = Expressions.condition(view.where().get(), spec.enrichedSchema());
    WhereEvents parted = events.apply(step("Where"), SplitWhere.of(condition));
    ledger.events(view.name(), LedgerTerm.FILTERED, parted.filtered(), pairs);
    return parted.chosen();
  }

  private PCollection<Cells> eventRows(PCollection<Chunk> events) {
    Table table = Tables.of(spec, view);
    int[] columns =
        Tables.columns(spec, view).stream()
            .mapToInt(column -> spec.enrichedSchema().indexOf(column.source()))
            .toArray();
    PCollection<Chunk> inSlice = events;
    if (plan.slice().isPresent()) {
      Slice slice = plan.slice().get();
      inSlice = events.apply(step("Slice"), WithinSlice.ofTimes(slice.from(), slice.to()));
    }
    ledger.events(view.name(), LedgerTerm.ACCEPTED, inSlice, Pairs.one());
    return inSlice.apply(step("Rows"), FormRows.ofEvents(table, columns));
  }

  private PCollection<Cells> panes(
      PCollection<Chunk> events, List<PCollection<LateEvent>> lateEvents) {
    Schema key = Tables.keySchema(spec, view);
    List<Measure> measures = Expressions.measures(spec, view);
    AggregateEvents aggregate =
        AggregateEvents.create()
            .withGroupBy(key, groupBy())
            .withMeasures(measures)
            .withAllowedLateness(view.allowedLateness())
            .withPanesEvery(view.emit().early(), view.emit().late())
            .withGeneration(plan.generation())
            .withShards(plan.shards());
    if (view.having().isPresent()) {
      Schema columns = Having.schema(key, measures.stream().map(Measure::field).toList());
      aggregate =
          aggregate.withHaving(new Having(Expressions.condition(view.having().get(), columns)));
    }
    if (view.once().isPresent()) {
      aggregate = aggregate.withOnce(view.once().get().quietFor());
    }
    if (view.window().orElseThrow() instanceof ViewSpec.Sessions sessions) {
      aggregate = aggregate.withSessions(sessions.gap(), sessions.maxLength());
    }
    PCollection<PaneRow> rows = accepted(events, lateEvents).apply(step("Aggregate"), aggregate);
    if (sessionSlice().isPresent()) {
      rows = sessionSlice().get().rows(step("RowsOfSlice"), rows);
    }
    return rows.apply(step("Rows"), FormRows.ofPanes(Tables.of(spec, view)));
  }

  private PCollection<WindowedChunk> accepted(
      PCollection<Chunk> events, List<PCollection<LateEvent>> lateEvents) {
    Windows assigned = sessionSlice().map(SessionSlice::windows).orElseGet(this::windows);
    SplitTooLate split =
        SplitTooLate.of(view.name(), assigned).withAllowedLateness(view.allowedLateness());
    SplitEvents parted =
        events.apply(step("SplitTooLate"), plan.includeLate() ? split.withLateIncluded() : split);
    if (sessionSlice().isEmpty()) {
      lateEvents.add(parted.late());
      ledger.split(view.name(), parted.accepted(), parted.late());
      return parted.accepted();
    }
    SessionSlice slice = sessionSlice().get();
    PCollection<LateEvent> late = slice.late(step("LateOfSlice"), parted.late());
    lateEvents.add(late);
    ledger.split(view.name(), slice.ending(step("AcceptedOfSlice"), parted.accepted()), late);
    return slice.ofBuckets(step("EventsOfBuckets"), parted.accepted());
  }

  /** The (event, window) pairs that the run counts: of a slice, those that end in it. */
  private Windows windows() {
    Windows windows = windows(view.window().orElseThrow());
    if (plan.slice().isEmpty()) {
      return windows;
    }
    Slice slice = plan.slice().get();
    return ViewWindows.within(windows, slice.from(), slice.to());
  }

  private static Windows windows(ViewSpec.WindowSpec window) {
    if (window instanceof ViewSpec.Fixed fixed) {
      return fixed.zone().equals(ZoneOffset.UTC)
          ? ViewWindows.fixed(fixed.size(), fixed.offset())
          : ViewWindows.days(days(fixed.size()), fixed.zone());
    }
    if (window instanceof ViewSpec.Sliding sliding) {
      return sliding.zone().equals(ZoneOffset.UTC)
          ? ViewWindows.sliding(sliding.size(), sliding.every(), sliding.offset())
          : ViewWindows.slidingDays(days(sliding.size()), days(sliding.every()), sliding.zone());
    }
    return ViewWindows.sessions(((ViewSpec.Sessions) window).gap());
  }

  /** Of a view of sessions in a batch run. */
  private Optional<SessionSlice> sessionSlice() {
    return view.window().orElseThrow() instanceof ViewSpec.Sessions sessions
        ? plan.slice().map(slice -> new SessionSlice(sessions, slice))
        : Optional.empty();
  }

  private static int days(Duration whole) {
    return Math.toIntExact(whole.toDays());
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
