package io.tidemark.replay;

import static io.tidemark.replay.ReplayOracle.EVERY;
import static io.tidemark.replay.ReplayOracle.FIXED;
import static io.tidemark.replay.ReplayOracle.FIXED_LATENESS;
import static io.tidemark.replay.ReplayOracle.GAP;
import static io.tidemark.replay.ReplayOracle.LONGEST;
import static io.tidemark.replay.ReplayOracle.OFFSET;
import static io.tidemark.replay.ReplayOracle.SESSION_LATENESS;
import static io.tidemark.replay.ReplayOracle.SIZE;
import static io.tidemark.replay.ReplayOracle.SLIDING_LATENESS;

import io.tidemark.aggregate.AggregateEvents;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.model.Chunk;
import io.tidemark.model.LateEvent;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Windows;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
import io.tidemark.window.ViewWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptors;

/** A view of each kind of window over {@link RandomArrivals}, in texts. */
final class ThreeViews {
  private final List<PCollection<String>> panes = new ArrayList<>();
  private final List<PCollection<String>> late = new ArrayList<>();

  private ThreeViews() {}

  /** Early panes go out with every change, as restlessly as can be. */
  static ThreeViews over(PCollection<Chunk> events) {
    ThreeViews views = new ThreeViews();
    views.add(
        events,
        "fixed",
        ViewWindows.fixed(millis(FIXED), Duration.ZERO),
        FIXED_LATENESS,
        AggregateEvents.create());
    views.add(
        events,
        "sliding",
        ViewWindows.sliding(millis(SIZE), millis(EVERY), millis(OFFSET)),
        SLIDING_LATENESS,
        AggregateEvents.create());
    views.add(
        events,
        "sessions",
        ViewWindows.sessions(millis(GAP)),
        SESSION_LATENESS,
        AggregateEvents.create().withSessions(millis(GAP), millis(LONGEST)));
    return views;
  }

  private void add(
      PCollection<Chunk> events,
      String view,
      Windows windows,
      long lateness,
      AggregateEvents aggregate) {
    SplitEvents split =
        events.apply(
            "SplitTooLate_" + view,
            SplitTooLate.of(view, windows).withAllowedLateness(millis(lateness)));
    late.add(
        split
            .late()
            .apply(
                "ShowLate_" + view,
                MapElements.into(TypeDescriptors.strings()).via(ThreeViews::show)));
    panes.add(
        split
            .accepted()
            .apply(
                "Aggregate_" + view,
                aggregate
                    .withGroupBy(Schema.of(RandomArrivals.SCHEMA.field(1)), 1)
                    .withMeasures(measures())
                    .withAllowedLateness(millis(lateness))
                    .withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()))
            .apply(
                "ShowPane_" + view,
                MapElements.into(TypeDescriptors.strings()).via(row -> show(view, row))));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static List<Measure> measures() {
    try {
      return List.of(
          Measure.compile("hits", "COUNT(*)", RandomArrivals.SCHEMA),
          Measure.compile("bytes", "SUM(bytes)", RandomArrivals.SCHEMA),
          Measure.compile("score", "AVG(score)", RandomArrivals.SCHEMA),
          Measure.compile("earliest", "FIRST(id)", RandomArrivals.SCHEMA),
          Measure.compile("latest", "LAST(id)", RandomArrivals.SCHEMA));
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code view host start end|pane|revision [measures]}. */
  private static String show(String view, PaneRow row) {
    return "%s %s %d %d|%s|%d %s"
        .formatted(
            view,
            row.key().get(0),
            row.windowStart(),
            row.windowEnd(),
            row.pane(),
            row.revision(),
            row.measures());
  }

  private static String show(LateEvent late) {
    return "%s %s %d %d"
        .formatted(late.view(), late.event().position(), late.windowStart(), late.windowEnd());
  }

  PCollection<String> panes() {
    return PCollectionList.of(panes).apply("Panes", Flatten.pCollections());
  }

  PCollection<String> late() {
    return PCollectionList.of(late).apply("Late", Flatten.pCollections());
  }
}
