package io.tidemark.window;

import static io.tidemark.fixture.Timeline.text;

import io.tidemark.aggregate.AggregateEvents;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import java.util.List;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/** A windowed view of a {@link Timeline}: its panes read {@code host [start, end) pane hits}. */
final class HitsByHost {
  private HitsByHost() {}

  static PCollection<String> panes(PCollection<Event> events, ViewWindow window) {
    Schema host = Schema.of(Timeline.SCHEMA.field(0));
    return events
        .apply("WindowEvents", WindowEvents.into(window))
        .apply(
            "AggregateEvents",
            AggregateEvents.create().withGroupBy(host, 0).withMeasures(List.of(count())))
        .apply("ShowPane", MapElements.into(TypeDescriptors.strings()).via(HitsByHost::show))
        .apply("IntoGlobalWindow", IntoGlobalWindow.create());
  }

  private static Measure count() {
    try {
      return Measure.compile("hits", "COUNT(*)", Timeline.SCHEMA);
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private static String show(PaneRow row) {
    return "%s [%s, %s) %s %s"
        .formatted(
            row.key().get(0),
            text(row.windowStart()),
            text(row.windowEnd()),
            row.pane(),
            row.measures().get(0));
  }
}
