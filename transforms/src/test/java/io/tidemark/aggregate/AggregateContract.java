package io.tidemark.aggregate;

import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.fixture.ChunkOfEach;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.model.WindowedChunk;
import io.tidemark.time.SplitTooLate;
import io.tidemark.window.ViewWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What AggregateEvents promises on every runner. */
abstract class AggregateContract {
  private static final long MINUTE = 60_000;
  private static final long GENERATION = 7;
  private static final Duration LATENESS = Duration.ofHours(1);
  private static final Schema EVENT =
      Schema.of(
          Field.required("bytes", Type.LONG),
          Field.required("host", Type.STRING),
          Field.nullable("score", Type.DOUBLE));
  private static final Schema KEY = Schema.of(Field.required("h", Type.STRING));

  abstract PipelineOptions options();

  private TestPipeline pipeline() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
  }

  private static List<Measure> measures() {
    try {
      return List.of(
          Measure.compile("hits", "COUNT(*)", EVENT),
          Measure.compile("big", "SUM(bytes) FILTER (WHERE bytes > 1)", EVENT),
          Measure.compile("mean", "AVG(score)", EVENT));
    } catch (ExpressionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AggregateEvents aggregation() {
    return AggregateEvents.create()
        .withGroupBy(KEY, 1)
        .withMeasures(measures())
        .withAllowedLateness(LATENESS)
        .withGeneration(GENERATION);
  }

  private static Having having(String sql) {
    try {
      Schema schema = Having.schema(KEY, measures().stream().map(Measure::field).toList());
      return new Having(ScalarExpression.condition(sql, schema));
    } catch (ExpressionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PCollection<WindowedChunk> minutes(PCollection<Event> events) {
    return events
        .apply("ChunkOfEach", ChunkOfEach.create())
        .apply(
            "SplitTooLate",
            SplitTooLate.of("minutes", ViewWindows.fixed(Duration.ofMillis(MINUTE), Duration.ZERO))
                .withAllowedLateness(LATENESS))
        .accepted();
  }

  private static TimestampedValue<Event> event(long time, long bytes, String host, double score) {
    Arrival arrival =
        new Arrival(new byte[0], null, List.of(), null, new Position("p", time), time);
    return TimestampedValue.of(
        new Event(Cells.of(bytes, host, score), time, Event.BEFORE_ALL, arrival),
        Instant.ofEpochMilli(time));
  }

  private static PaneRow row(
      String host, long start, Pane pane, long hits, Object big, Object mean) {
    return new PaneRow(
        Cells.of(host), start, start + MINUTE, Cells.of(hits, big, mean), pane, GENERATION, hits);
  }

  @Test
  void batchHasOneOnTimeRowOfEachKeyAndWindow() {
    TestPipeline pipeline = pipeline();
    PCollection<Event> events =
        pipeline.apply(
            "Events",
            Create.timestamped(
                    event(0, 1, "a", 0.1),
                    event(MINUTE - 1, 5, "a", 0.2),
                    event(1, 1, "b", 1.0),
                    event(MINUTE, 3, "a", 4.0))
                .withCoder(EventCoder.of(EVENT)));

    PCollection<PaneRow> rows = minutes(events).apply("Aggregate", aggregation());

    PAssert.that(rows)
        .containsInAnyOrder(
            row("a", 0, Pane.ON_TIME, 2, 5L, 0.15000000000000002),
            row("b", 0, Pane.ON_TIME, 1, null, 1.0),
            row("a", MINUTE, Pane.ON_TIME, 1, 3L, 4.0));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void batchKeepsWhatHavingHoldsFor() {
    TestPipeline pipeline = pipeline();
    PCollection<Event> events =
        pipeline.apply(
            "Events",
            Create.timestamped(event(0, 1, "a", 0), event(1, 5, "a", 0), event(2, 1, "b", 0))
                .withCoder(EventCoder.of(EVENT)));

    PCollection<PaneRow> rows =
        minutes(events)
            .apply(
                "Aggregate",
                aggregation()
                    .withHaving(
                        having(
                            "hits >= 2 AND h = 'a' AND window_end > TIMESTAMP '1970-01-01 00:00:59'")));

    PAssert.that(rows).containsInAnyOrder(row("a", 0, Pane.ON_TIME, 2, 5L, 0.0));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void withoutGroupByThereIsOneRowOfEachWindow() {
    TestPipeline pipeline = pipeline();
    PCollection<Event> events =
        pipeline.apply(
            "Events",
            Create.timestamped(event(0, 1, "a", 0), event(1, 5, "b", 0))
                .withCoder(EventCoder.of(EVENT)));

    PCollection<PaneRow> rows =
        minutes(events)
            .apply(
                "Aggregate",
                AggregateEvents.create().withMeasures(measures()).withGeneration(GENERATION));

    PAssert.that(rows)
        .containsInAnyOrder(
            new PaneRow(Cells.of(), 0, MINUTE, Cells.of(2L, 5L, 0.0), Pane.ON_TIME, GENERATION, 2));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void moreGroupsThanABundleHoldsAreAllThere() {
    List<TimestampedValue<Event>> events = new ArrayList<>();
    List<PaneRow> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event(i, 2, "h" + i, i));
      events.add(event(i, 3, "h" + i, i));
      expected.add(row("h" + i, 0, Pane.ON_TIME, 2, 5L, (double) i));
    }
    TestPipeline pipeline = pipeline();

    PCollection<PaneRow> rows =
        minutes(
                pipeline.apply(
                    "Events", Create.timestamped(events).withCoder(EventCoder.of(EVENT))))
            .apply("Aggregate", aggregation().withMostGroups(3));

    PAssert.that(rows).containsInAnyOrder(expected);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void laterPaneHoldsTheFullValueSoFarAndTheFirstIsOnTimeEvenOfLateEvents() {
    TestStream<Event> events =
        TestStream.create(EventCoder.of(EVENT))
            .addElements(event(0, 1, "a", 0.1), event(10, 2, "a", 0.2))
            // Past the window's end.
            .advanceWatermarkTo(Instant.ofEpochMilli(2 * MINUTE))
            .addElements(event(20, 4, "a", 0.3), event(30, 4, "b", 1.0))
            // Within an hour of the window's end.
            .advanceWatermarkTo(Instant.ofEpochMilli(60 * MINUTE))
            .addElements(event(40, 8, "b", 2.0))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline();

    PCollection<PaneRow> rows =
        minutes(pipeline.apply("Events", events)).apply("Aggregate", aggregation());

    PAssert.that(rows)
        .containsInAnyOrder(
            row("a", 0, Pane.ON_TIME, 2, 2L, 0.15000000000000002),
            row("a", 0, Pane.LATE, 3, 6L, 0.2),
            row("b", 0, Pane.ON_TIME, 1, 4L, 1.0),
            row("b", 0, Pane.LATE, 2, 12L, 1.5));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void lateEventOfTheLastMomentIsInARowWhenTheWindowExpires() {
    TestStream<Event> events =
        TestStream.create(EventCoder.of(EVENT))
            .addElements(event(0, 1, "a", 1.0))
            .advanceWatermarkTo(Instant.ofEpochMilli(61 * MINUTE - 1))
            .addElements(event(1, 2, "a", 2.0))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline();

    PCollection<PaneRow> rows =
        minutes(pipeline.apply("Events", events))
            // Late panes wait for longer than there is: only the window's expiry fires them.
            .apply(
                "Aggregate",
                aggregation()
                    .withPanesEvery(Optional.empty(), Optional.of(LATENESS))
                    .withHaving(having("hits > 0")));

    PAssert.that(rows)
        .containsInAnyOrder(
            row("a", 0, Pane.ON_TIME, 1, null, 1.0), row("a", 0, Pane.LATE, 2, 2L, 1.5));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void rowIsRetractedWhenHavingStopsHoldingAndComesBackWhenItHoldsAgain() {
    TestStream<Event> events =
        TestStream.create(EventCoder.of(EVENT))
            .addElements(event(0, 1, "a", 1.0), event(1, 1, "b", 9.0))
            .advanceWatermarkTo(Instant.ofEpochMilli(MINUTE))
            .addElements(event(2, 1, "a", 9.0))
            .advanceWatermarkTo(Instant.ofEpochMilli(2 * MINUTE))
            .addElements(event(3, 1, "a", 9.0))
            .advanceWatermarkTo(Instant.ofEpochMilli(3 * MINUTE))
            .addElements(event(4, 1, "a", -15.0))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = pipeline();

    PCollection<PaneRow> rows =
        minutes(pipeline.apply("Events", events))
            .apply("Aggregate", aggregation().withHaving(having("mean < 5")));

    PAssert.that(rows)
        .containsInAnyOrder(
            row("a", 0, Pane.ON_TIME, 1, null, 1.0),
            new PaneRow(
                Cells.of("a"),
                0,
                MINUTE,
                Cells.of(null, null, null),
                Pane.RETRACTED,
                GENERATION,
                2),
            row("a", 0, Pane.LATE, 4, null, 1.0));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void manyBundlesGiveWhatAnOracleGives() {
    Random random = new Random(3);
    TestStream.Builder<Event> events = TestStream.create(EventCoder.of(EVENT));
    long[] hits = new long[5];
    long[] sums = new long[5];
    for (int i = 0; i < 500; i++) {
      int host = random.nextInt(5);
      int bytes = 2 + random.nextInt(100);
      hits[host]++;
      sums[host] += bytes;
      events = events.addElements(event(random.nextInt(60_000), bytes, "h" + host, 0.5));
    }
    List<PaneRow> expected = new ArrayList<>();
    for (int host = 0; host < 5; host++) {
      expected.add(row("h" + host, 0, Pane.ON_TIME, hits[host], sums[host], 0.5));
    }
    TestPipeline pipeline = pipeline();

    PCollection<PaneRow> rows =
        minutes(pipeline.apply("Events", events.advanceWatermarkToInfinity()))
            .apply("Aggregate", aggregation());

    PAssert.that(rows).containsInAnyOrder(expected);
    pipeline.run().waitUntilFinish();
  }
}
