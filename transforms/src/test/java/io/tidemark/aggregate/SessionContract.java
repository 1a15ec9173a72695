package io.tidemark.aggregate;

import static io.tidemark.fixture.Timeline.at;
import static io.tidemark.fixture.Timeline.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.fixture.ChunkOfEach;
import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.LateEvent;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.WindowedChunk;
import io.tidemark.time.SplitEvents;
import io.tidemark.time.SplitTooLate;
import io.tidemark.window.ViewWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a view of sessions promises on every runner. The gap is 5 minutes, and 10 minutes of
 * lateness are allowed. A row reads {@code host [start, end) pane hits/revision}.
 */
abstract class SessionContract {
  private static final Duration GAP = Duration.ofMinutes(5);
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final Schema HOST = Schema.of(Timeline.SCHEMA.field(0));

  abstract PipelineOptions options();

  @Test
  void eventsOnTimeAreInOnePaneOfTheirSession() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:04:59.999")
            .event("h2", "12:03:00")
            .event("h1", "12:09:59.999") // a gap after the last: another session
            .watermark("12:10:00")
            .watermark("12:30:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:09:59.999) ON_TIME 2/2",
            "h2 [12:03, 12:08) ON_TIME 1/1",
            "h1 [12:09:59.999, 12:14:59.999) ON_TIME 1/1"));
  }

  @Test
  void nothingIsSpeculatedBeforeTheWatermarkPassesTheEnd() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:04:59.999") // one ms before the end
            .event("h1", "12:04:00") // which is now another
            .watermark("12:08:59.999")
            .event("h1", "12:01:00")
            .watermark("12:09:00");

    assertView(timeline, sessions(), List.of("h1 [12:00, 12:09) ON_TIME 3/3"));
  }

  @Test
  void eventBehindTheWatermarkOfAnOpenSessionIsNotSeenToBeLate() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:02:00")
            .watermark("12:04:00")
            .event("h1", "12:01:00") // behind the watermark: the session begins earlier
            .watermark("12:07:00");

    assertView(timeline, sessions(), List.of("h1 [12:01, 12:07) ON_TIME 2/2"));
  }

  @Test
  void eventWithinAllowedLatenessRefinesItsSession() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:04:00")
            .watermark("12:09:00")
            .event("h1", "12:02:00")
            .watermark("12:16:59.999") // the last ms at which one of 12:02 is accepted
            .event("h1", "12:02:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:09) ON_TIME 2/2",
            "h1 [12:00, 12:09) LATE 3/3",
            "h1 [12:00, 12:09) LATE 4/4"));
  }

  @Test
  void latenessIsDecidedOnTheEventsOwnPartOfTheSession() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:15:00")
            .event("h1", "12:00:00") // its part ended at 12:05
            .event("h1", "12:04:00"); // its part ended at 12:09: it makes the session longer

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:09) LATE 2/2",
            "h1 [12:00, 12:05) RETRACTED null/1"),
        List.of("views.hits h1 [12:00, 12:05) at 12:00 tidemark 12:15"));
  }

  @Test
  void firstPaneOfLateEventsIsOnTimeAndTheNextRefinesIt() {
    Timeline timeline =
        Timeline.create().watermark("12:06:00").event("h1", "12:00:30").event("h1", "12:00:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00:30, 12:05:30) ON_TIME 1/1",
            "h1 [12:00, 12:05:30) LATE 2/2",
            "h1 [12:00:30, 12:05:30) RETRACTED null/1"));
  }

  @Test
  void sessionWhoseEndAndLatenessPassAtOnceFiresOnce() {
    Timeline timeline =
        Timeline.create().event("h1", "12:00:10").event("h1", "12:00:20").watermark("14:00:00");

    assertView(timeline, sessions(), List.of("h1 [12:00:10, 12:05:20) ON_TIME 2/2"));
  }

  @Test
  void sessionThatGrowsPastTheWatermarkIsOnTimeAgainAtItsNewEndAndOnlyThenWithdrawsTheShorterRow() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:06:00")
            .event("h1", "12:04:00") // on time: its part ends at 12:09
            .watermark("12:08:00")
            .event("h1", "12:07:00")
            .watermark("12:12:00")
            .event("h1", "12:03:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:12) ON_TIME 3/3",
            "h1 [12:00, 12:05) RETRACTED null/1",
            "h1 [12:00, 12:12) LATE 4/4"));
  }

  @Test
  void lateEventThatJoinsTwoSessionsWithdrawsTheRowsOfBoth() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:08:00")
            .event("h1", "12:09:00")
            .watermark("12:14:00")
            .event("h1", "12:04:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:08, 12:14) ON_TIME 2/2",
            "h1 [12:00, 12:14) LATE 4/4",
            "h1 [12:00, 12:05) RETRACTED null/1",
            "h1 [12:08, 12:14) RETRACTED null/2"));
  }

  @Test
  void eventThatJoinsAFiredSessionToAnOpenOneWithdrawsTheFiredRowAtTheNewEnd() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h1", "12:08:00")
            .watermark("12:10:00")
            .event("h1", "12:04:00")
            .watermark("12:13:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:13) ON_TIME 3/3",
            "h1 [12:00, 12:05) RETRACTED null/1"));
  }

  @Test
  void sessionIsCutAtAMultipleOfMaxLength() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:58:00")
            .event("h1", "13:00:00")
            .event("h2", "12:59:59.999")
            .watermark("13:00:00")
            .watermark("13:05:00");

    assertView(
        timeline,
        sessions().withSessions(GAP, Duration.ofHours(1)),
        List.of(
            "h1 [12:58, 13:00) ON_TIME 1/1",
            "h2 [12:59:59.999, 13:00) ON_TIME 1/1",
            "h1 [13:00, 13:05) ON_TIME 1/1"));
  }

  @Test
  void latenessNearTheCutIsDecidedOnThePartThatIsNotCut() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:58:00")
            .watermark("13:01:00")
            .event("h1", "12:59:00") // its part ends at 13:04, its session at 13:00
            .watermark("13:13:59.999")
            .event("h1", "12:59:00")
            .watermark("13:14:00")
            .event("h1", "12:59:00");

    assertView(
        timeline,
        sessions().withSessions(GAP, Duration.ofHours(1)),
        List.of(
            "h1 [12:58, 13:00) ON_TIME 1/1",
            "h1 [12:58, 13:00) LATE 2/2",
            "h1 [12:58, 13:00) LATE 3/3"),
        List.of("views.hits h1 [12:59, 13:04) at 12:59 tidemark 13:14"));
  }

  @Test
  void earlyPanesAtOnceWithdrawTheRowsOfTheShorterSessions() {
    Timeline timeline =
        Timeline.create()
            .watermark("12:00:00")
            .event("h1", "12:00:00")
            .watermark("12:00:10")
            .event("h1", "12:02:00")
            .watermark("12:00:20")
            .event("h1", "12:01:00")
            .watermark("12:07:00");

    assertView(
        timeline,
        sessions().withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()),
        List.of(
            "h1 [12:00, 12:05) EARLY 1/1",
            "h1 [12:00, 12:07) EARLY 2/2",
            "h1 [12:00, 12:05) RETRACTED null/1",
            "h1 [12:00, 12:07) EARLY 3/3",
            "h1 [12:00, 12:07) ON_TIME 3/3"));
  }

  @Test
  void rowIsWithdrawnWhenHavingHoldsNoMoreWhateverItsSpanIsThen() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .event("h2", "12:00:00")
            .watermark("12:05:00")
            .event("h1", "12:00:00") // in the same span
            .event("h2", "12:01:00") // in a longer one
            .watermark("12:06:00");

    assertView(
        timeline,
        sessions().withHaving(having("hits < 2")),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h2 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:05) RETRACTED null/2",
            "h2 [12:00, 12:05) RETRACTED null/1"));
  }

  @Test
  void sessionHasItsFirstRowWhenHavingBeginsToHold() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            .watermark("12:05:00")
            .event("h1", "12:02:00")
            .watermark("12:07:00");

    assertView(
        timeline,
        sessions().withHaving(having("hits > 1")),
        List.of("h1 [12:00, 12:07) ON_TIME 2/2"));
  }

  @Test
  void alertOfASessionThatGrowsStandsAndTheKeyIsQuietUntilQuietForHasPassed() {
    Timeline timeline =
        Timeline.create()
            .watermark("12:00:00")
            .event("h1", "12:00:00") // alerted: quiet until a window that ends at 12:15
            .watermark("12:01:00")
            .event("h1", "12:02:00")
            .watermark("12:09:00")
            .event("h1", "12:09:59.999")
            .watermark("12:20:00")
            .event("h1", "12:20:00");

    assertView(
        timeline,
        sessions()
            .withPanesEvery(Optional.of(Duration.ZERO), Optional.empty())
            .withOnce(Duration.ofMinutes(10)),
        List.of("h1 [12:00, 12:05) EARLY 1/1", "h1 [12:20, 12:25) EARLY 1/1"));
  }

  @Test
  void alertIsWithdrawnWhenTheLongerSessionHoldsNoMore() {
    Timeline timeline =
        Timeline.create()
            .watermark("12:00:00")
            .event("h1", "12:00:00")
            .watermark("12:01:00")
            .event("h1", "12:01:00")
            .watermark("12:02:00")
            .event("h1", "12:02:00")
            .watermark("12:07:00");

    assertView(
        timeline,
        sessions()
            .withPanesEvery(Optional.of(Duration.ZERO), Optional.empty())
            .withHaving(having("hits < 3"))
            .withOnce(Duration.ofMinutes(10)),
        List.of("h1 [12:00, 12:05) EARLY 1/1", "h1 [12:00, 12:05) RETRACTED null/1"));
  }

  @Test
  void eventOfTheLastMillisecondFindsItsSession() {
    Timeline timeline =
        Timeline.create()
            .event("h1", "12:00:00")
            // Ends 5 minutes and is accepted 10 more after an event that just joins.
            .watermark("12:19:59.998")
            .event("h1", "12:04:59.999")
            // The same before a session.
            .event("h2", "13:04:59.999")
            .watermark("13:14:59.999")
            .event("h2", "13:00:00");

    assertView(
        timeline,
        sessions(),
        List.of(
            "h1 [12:00, 12:05) ON_TIME 1/1",
            "h1 [12:00, 12:09:59.999) LATE 2/2",
            "h1 [12:00, 12:05) RETRACTED null/1",
            "h2 [13:04:59.999, 13:09:59.999) ON_TIME 1/1",
            "h2 [13:00, 13:09:59.999) LATE 2/2",
            "h2 [13:04:59.999, 13:09:59.999) RETRACTED null/1"));
  }

  @Test
  void sessionThatNoAcceptedEventCanJoinIsGone() {
    TestPipeline pipeline = pipeline();
    PCollection<Event> events =
        pipeline.apply(
            "ReadTimeline",
            Timeline.create()
                .event("h1", "12:00:00")
                .watermark("12:20:00")
                .event("h1", "12:04:00")
                .end());
    // As if it was not too late.
    PCollection<WindowedChunk> accepted =
        events
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("Accept", split().withLateIncluded())
            .accepted();
    PAssert.that(show(accepted.apply("Aggregate", sessions())))
        .containsInAnyOrder("h1 [12:00, 12:05) ON_TIME 1/1", "h1 [12:04, 12:09) ON_TIME 1/1");

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  @Test
  void partsThatABundleHasNoRoomForAreAllThere() {
    Timeline timeline = Timeline.create();
    List<String> panes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      timeline = timeline.event("h" + i, "12:00:00").event("h" + i, "12:02:00");
      panes.add("h" + i + " [12:00, 12:07) ON_TIME 2/2");
    }

    assertView(timeline, sessions().withMostGroups(3), panes);
  }

  @Test
  void boundedInputHasOnePaneASessionWhateverItsOrder() {
    assertBoundedInputHasOnePaneASession(options());
  }

  final void assertBoundedInputHasOnePaneASession(PipelineOptions options) {
    List<Event> events = new ArrayList<>();
    for (String time : List.of("12:58:00", "12:04:00", "13:00:00", "12:12:00", "12:00:00")) {
      events.add(Timeline.event(0, at(time), Event.BEFORE_ALL, "h1", 0L));
    }
    events.add(Timeline.event(0, at("12:00:00"), Event.BEFORE_ALL, "h2", 0L));
    AggregateEvents view =
        sessions().withSessions(GAP, Duration.ofHours(1)).withHaving(having("host = 'h1'"));

    assertRows(
        options,
        events,
        view,
        List.of(
            "h1 [12:00, 12:09) ON_TIME 2/2",
            "h1 [12:12, 12:17) ON_TIME 1/1",
            "h1 [12:58, 13:00) ON_TIME 1/1",
            "h1 [13:00, 13:05) ON_TIME 1/1"));
    assertRows(
        options,
        events,
        view.withOnce(Duration.ofMinutes(10)),
        List.of("h1 [12:00, 12:09) ON_TIME 2/2", "h1 [12:58, 13:00) ON_TIME 1/1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void rowsThatStandAtTheEndAreThoseOfAnOracleAndOfBoundedInput(long seed) {
    Random random = new Random(seed);
    Duration maxLength = Duration.ofMinutes(20 + random.nextInt(60));
    AggregateEvents view = sessions().withSessions(GAP, maxLength).withShards(3);
    Timeline timeline = Timeline.create();
    List<Event> accepted = new ArrayList<>();
    long watermark = Event.BEFORE_ALL;
    for (int i = 0; i < 150; i++) {
      String host = "h" + random.nextInt(6);
      long time = at("12:00:00") + i * 40_000L - random.nextInt(30) * 60_000L;
      if (watermark == Event.BEFORE_ALL || watermark < time + 15 * 60_000L) {
        accepted.add(Timeline.event(i, time, watermark, host, (long) i));
      }
      timeline = timeline.event(host, text(time));
      if (random.nextInt(5) == 0) {
        watermark = Math.max(watermark, at("11:55:00") + i * 40_000L);
        timeline = timeline.watermark(text(watermark));
      }
    }
    List<String> expected = oracle(accepted, maxLength.toMillis());
    boolean early = random.nextBoolean();
    TestPipeline pipeline = pipeline();
    PCollection<PaneRow> rows =
        pipeline
            .apply("ReadTimeline", timeline.end())
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("SplitTooLate", split())
            .accepted()
            .apply(
                "Aggregate",
                early ? view.withPanesEvery(Optional.of(Duration.ZERO), Optional.empty()) : view);
    PAssert.that(rows)
        .satisfies(
            all -> {
              assertEquals(expected, standing(all));
              return null;
            });

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
    assertRows(options(), accepted, view, expected);
  }

  /** Sorts the events of each host, and begins a session at each gap and each multiple. */
  private static List<String> oracle(List<Event> events, long maxLength) {
    Map<String, List<Long>> times = new TreeMap<>();
    for (Event event : events) {
      String host = String.valueOf(event.cells().get(0));
      times.computeIfAbsent(host, h -> new ArrayList<>()).add(event.time());
    }
    List<String> rows = new ArrayList<>();
    times.forEach(
        (host, unsorted) -> {
          long[] sorted = unsorted.stream().mapToLong(Long::longValue).sorted().toArray();
          int start = 0;
          for (int i = 1; i <= sorted.length; i++) {
            long cut = (sorted[start] / maxLength + 1) * maxLength;
            long end = Math.min(sorted[i - 1] + GAP.toMillis(), cut);
            if (i == sorted.length || sorted[i] >= end) {
              int hits = i - start;
              rows.add(
                  "%s [%s, %s) ON_TIME %s/%s"
                      .formatted(host, text(sorted[start]), text(end), hits, hits));
              start = i;
            }
          }
        });
    rows.sort(Comparator.naturalOrder());
    return rows;
  }

  /** Of each key and span the row with the highest revision, if it is no retraction. */
  private static List<String> standing(Iterable<PaneRow> rows) {
    Map<String, PaneRow> newest = new TreeMap<>();
    Comparator<PaneRow> age =
        Comparator.comparingLong(PaneRow::revision).thenComparing(PaneRow::pane);
    StreamSupport.stream(rows.spliterator(), false)
        .forEach(
            row ->
                newest.merge(
                    row.key() + ":" + row.windowStart() + ":" + row.windowEnd(),
                    row,
                    (one, other) -> age.compare(one, other) >= 0 ? one : other));
    return newest.values().stream()
        .filter(row -> row.pane() != Pane.RETRACTED)
        .map(row -> show(row).replace(" LATE ", " ON_TIME "))
        .sorted()
        .toList();
  }

  /** Runs the timeline through the split and the view; nothing is too late. */
  final void assertView(Timeline timeline, AggregateEvents view, List<String> panes) {
    assertView(timeline, view, panes, List.of());
  }

  final void assertView(
      Timeline timeline, AggregateEvents view, List<String> panes, List<String> late) {
    TestPipeline pipeline = pipeline();
    SplitEvents split =
        pipeline
            .apply("ReadTimeline", timeline.end())
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("SplitTooLate", split());
    PAssert.that(show(split.accepted().apply("Aggregate", view))).containsInAnyOrder(panes);
    PAssert.that(
            split
                .late()
                .apply(
                    "ShowLate",
                    MapElements.into(TypeDescriptors.strings()).via(SessionContract::show)))
        .containsInAnyOrder(late);

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  private static void assertRows(
      PipelineOptions options, List<Event> events, AggregateEvents view, List<String> rows) {
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    PCollection<WindowedChunk> accepted =
        pipeline
            .apply(
                "ReadEvents",
                Create.timestamped(
                        events.stream()
                            .map(e -> TimestampedValue.of(e, Instant.ofEpochMilli(e.time())))
                            .toList())
                    .withCoder(EventCoder.of(Timeline.SCHEMA)))
            .apply("ChunkOfEach", ChunkOfEach.create())
            .apply("SplitTooLate", split())
            .accepted();
    PAssert.that(show(accepted.apply("Aggregate", view))).containsInAnyOrder(rows);

    PipelineResult result = pipeline.run();

    assertEquals(Map.of(), DropCounters.of(result));
  }

  static AggregateEvents sessions() {
    return AggregateEvents.create()
        .withGroupBy(HOST, 0)
        .withMeasures(List.of(hits()))
        .withAllowedLateness(LATENESS)
        .withSessions(GAP, Duration.ofHours(24));
  }

  private static SplitTooLate split() {
    return SplitTooLate.of("hits", ViewWindows.sessions(GAP)).withAllowedLateness(LATENESS);
  }

  private static Measure hits() {
    try {
      return Measure.compile("hits", "COUNT(*)", Timeline.SCHEMA);
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private static Having having(String sql) {
    try {
      Schema columns = Having.schema(HOST, List.of(hits().field()));
      return new Having(ScalarExpression.condition(sql, columns));
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private TestPipeline pipeline() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
  }

  private static PCollection<String> show(PCollection<PaneRow> rows) {
    return rows.apply(
        "ShowPane", MapElements.into(TypeDescriptors.strings()).via(SessionContract::show));
  }

  private static String show(PaneRow row) {
    return "%s [%s, %s) %s %s/%s"
        .formatted(
            row.key().get(0),
            text(row.windowStart()),
            text(row.windowEnd()),
            row.pane(),
            row.measures().get(0),
            row.revision());
  }

  private static String show(LateEvent late) {
    Event event = late.event();
    return "views.%s %s [%s, %s) at %s tidemark %s"
        .formatted(
            late.view(),
            event.cells().get(0),
            text(late.windowStart()),
            text(late.windowEnd()),
            text(event.time()),
            text(event.tidemark()));
  }
}
