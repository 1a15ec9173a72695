package io.tidemark.window;

import static io.tidemark.fixture.Timeline.text;

import com.google.common.collect.ImmutableMap;
import io.tidemark.aggregate.AggregateEvents;
import io.tidemark.aggregate.Having;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.fixture.ChunkOfEach;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Windows;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * A windowed view of a {@link Timeline}: hits of each host. Its panes read {@code host [start, end)
 * pane hits}.
 */
final class HitsByHost extends PTransform<PCollection<Event>, HitsByHost.Rows> {
  private static final Schema HOST = Schema.of(Timeline.SCHEMA.field(0));

  private final SplitTooLate split;
  private final AggregateEvents aggregate;

  private HitsByHost(SplitTooLate split, AggregateEvents aggregate) {
    this.split = split;
    this.aggregate = aggregate;
  }

  static HitsByHost over(Windows windows) {
    return new HitsByHost(
        SplitTooLate.of("hits", windows),
        AggregateEvents.create().withGroupBy(HOST, 0).withMeasures(List.of(count())));
  }

  HitsByHost withAllowedLateness(Duration lateness) {
    return new HitsByHost(
        split.withAllowedLateness(lateness), aggregate.withAllowedLateness(lateness));
  }

  HitsByHost withPanesEvery(Optional<Duration> early, Optional<Duration> late) {
    return new HitsByHost(split, aggregate.withPanesEvery(early, late));
  }

  HitsByHost withOnce(Duration quietFor) {
    return new HitsByHost(split, aggregate.withOnce(quietFor));
  }

  HitsByHost withHaving(String sql) {
    try {
      Schema schema = Having.schema(HOST, List.of(count().field()));
      return new HitsByHost(
          split, aggregate.withHaving(new Having(ScalarExpression.condition(sql, schema))));
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Rows expand(PCollection<Event> events) {
    SplitEvents parted =
        events.apply("ChunkOfEach", ChunkOfEach.create()).apply("SplitTooLate", split);
    return new Rows(
        parted
            .accepted()
            .apply("AggregateEvents", aggregate)
            .apply("ShowPane", MapElements.into(TypeDescriptors.strings()).via(HitsByHost::show)),
        parted.late());
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

  /** What the view puts out. */
  record Rows(PCollection<String> panes, PCollection<LateEvent> late) implements POutput {
    @Override
    public Pipeline getPipeline() {
      return panes.getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      return ImmutableMap.of(
          new TupleTag<String>("panes"), panes, new TupleTag<LateEvent>("late"), late);
    }

    @Override
    public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
  }
}
