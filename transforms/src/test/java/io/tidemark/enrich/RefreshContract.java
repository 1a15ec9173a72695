package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.DropCounters;
import io.tidemark.fixture.Timeline;
import io.tidemark.fixture.UnpackChunks;
import io.tidemark.model.Chunk;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.GaugeResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

/** A stream whose dimension changes: h1 is web, and from 12:04 on api, which is entered then. */
abstract class RefreshContract {
  private static final Refresh EVERY_MINUTE = Refresh.every(Duration.ofMinutes(1));

  private final HostTable table =
      HostTable.at("12:00")
          .enter("11:00", "h1", "11:00", "web")
          .enter("12:04", "h1", "12:04", "api");

  abstract PipelineOptions options();

  /** For bounded input. */
  abstract PipelineOptions batch();

  /** Lets processing time pass where that of a TestStream stands still. */
  abstract TestStream.Builder<Chunk> pause(TestStream.Builder<Chunk> stream);

  private Script script() {
    return new Script(table, this::pause);
  }

  private EnrichAsOf join(Refresh refresh) {
    return EnrichAsOf.of(HostTable.HOST, table, List.of("host"))
        .withRefresh(refresh)
        .withClock(table);
  }

  @Test
  void refreshChangesWhatLaterEventsSee() {
    script()
        .event("h1", "12:05:00")
        .advanceTo("12:06:00")
        .event("h1", "12:05:00")
        .event("h1", "12:03:59.999")
        .run(options(), join(EVERY_MINUTE).withLoadedAt());

    assertEquals(
        List.of(
            "[h1, 0, web, 2026-11-01T12:00:00Z]",
            "[h1, 1, api, 2026-11-01T12:06:00Z]",
            "[h1, 2, web, 2026-11-01T12:06:00Z]"),
        table.seen());
  }

  @Test
  void failingRefreshLeavesWhatWasReadAndNothingIsNull() {
    script()
        .event("h1", "12:05:00")
        .then(failing -> failing.fail(2, new ConnectException("refused")))
        .advanceTo("12:06:00")
        .event("h1", "12:05:00")
        .advanceTo("12:06:01")
        .event("h1", "12:05:00")
        .advanceTo("12:06:03")
        .event("h1", "12:05:00")
        .run(options(), join(EVERY_MINUTE));

    assertEquals(
        List.of("[h1, 0, web]", "[h1, 1, web]", "[h1, 2, web]", "[h1, 3, api]"), table.seen());
    assertEquals(
        List.of("12:00 1", "12:06 failed", "12:06:01 failed", "12:06:03 2"), table.reads());
  }

  @Test
  void olderThanMaxAgeFailsThePipelineAndNoThreadStays() {
    Script script =
        script()
            .event("h1", "12:05:00")
            .then(failing -> failing.fail(100, new ConnectException("refused")))
            .advanceTo("12:10:00.001")
            .event("h1", "12:05:00");
    EnrichAsOf join = join(EVERY_MINUTE.withMaxAge(Duration.ofMinutes(10)));

    RuntimeException failed =
        assertThrows(RuntimeException.class, () -> script.run(options(), join));

    assertEquals(
        "dimension host was last read at 2026-11-01T12:00:00Z, longer ago than its maxAge of 10m:"
            + " the last attempt failed: refused",
        Throwables.getRootCause(failed).getMessage());
    assertEquals(List.of("[h1, 0, web]"), table.seen());
    awaitNoThread();
  }

  @Test
  void noThreadStaysWhenARunHasEnded() {
    script().event("h1", "12:05:00").advanceTo("12:06:00").run(options(), join(EVERY_MINUTE));

    awaitNoThread();
  }

  private void awaitNoThread() {
    table.awaitThat(() -> !SharedDimension.inUse(table));
    table.awaitThat(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("dimension host")));
  }

  @Test
  void boundedInputIsEnrichedFromOneReadAndWaitsForNone() {
    Pipeline pipeline = TestPipeline.fromOptions(batch()).enableAbandonedNodeEnforcement(false);
    List<Chunk> chunks = Chunks.of("events-0").event("h1", "12:05:00").end().list();
    Script.see(
        pipeline
            .apply("ReadEvents", Chunks.bounded(chunks))
            .apply("EnrichHost", join(EVERY_MINUTE.withWaiting())),
        table);

    pipeline.run().waitUntilFinish();

    assertEquals(List.of("[h1, 0, web]"), table.seen());
    assertEquals(List.of("12:00 1"), table.reads());
    awaitNoThread();
  }

  @Test
  void gaugesTellTheAgeAndTheSize() {
    PipelineResult result =
        script()
            .event("h1", "12:05:00")
            .advanceTo("12:06:00")
            .advanceTo("12:06:42")
            .event("h1", "12:05:00")
            .run(options(), join(EVERY_MINUTE));

    Map<String, Long> gauges = new TreeMap<>();
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("dimension")).build();
    for (MetricResult<GaugeResult> gauge : result.metrics().queryMetrics(ours).getGauges()) {
      gauges.put(gauge.getName().getName(), gauge.getAttempted().getValue());
    }
    assertEquals(Map.of("host.age_seconds", 42L, "host.keys", 1L, "host.versions", 2L), gauges);
  }

  @Test
  void eventNewerThanTheReadWaitsForOneThatIsNotOlder() {
    script()
        .event("h1", "12:00:00") // exactly when the read began
        .event("h1", "12:05:00")
        .awaitSeen(1)
        .mark("read at 12:04:59.999")
        .advanceTo("12:04:59.999")
        .mark("read at 12:05:59.999")
        .advanceTo("12:05:59.999")
        .awaitSeen(4)
        .mark("the end")
        .run(options(), join(EVERY_MINUTE.withWaiting()));

    assertEquals(
        List.of(
            "[h1, 0, web]",
            "read at 12:04:59.999",
            "read at 12:05:59.999",
            "[h1, 1, api]",
            "the end"),
        table.seen());
  }

  @Test
  void restOfAChunkDoesNotWait() {
    Script script = script();
    Chunks chunk =
        script
            .chunks()
            .event("h1", "12:10:00")
            .event("h1", "11:59:00")
            .broken()
            .event("h1", "12:05:00");

    script
        .chunk(chunk)
        .awaitSeen(2)
        .mark("read at 12:06")
        .advanceTo("12:06:00")
        .awaitSeen(4)
        .mark("read at 12:10")
        .advanceTo("12:10:00")
        .awaitSeen(6)
        .mark("the end")
        .run(options(), join(EVERY_MINUTE.withWaiting()));

    assertEquals(
        List.of("[h1, 1, web]", "events-0@2 decode broken"),
        table.seen().subList(0, 2).stream().sorted(HostTable.BY_OFFSET).toList());
    assertEquals(
        List.of("read at 12:06", "[h1, 3, api]", "read at 12:10", "[h1, 0, api]", "the end"),
        table.seen().subList(2, 7));
  }

  @Test
  void watermarkIsHeldWhileAnEventWaitsAndGoesOnAfterwards() {
    Pipeline pipeline = TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
    script()
        .watermark("12:04:00")
        .event("h1", "12:05:00")
        .watermark("13:00:00") // the window of the event ends at 12:10
        .mark("read at 12:06")
        .advanceTo("12:06:00")
        .awaitSeen(2)
        .mark("before the end of the input")
        .read(pipeline)
        .apply("EnrichHost", join(EVERY_MINUTE.withWaiting()))
        .apply("Unpack", UnpackChunks.create())
        .events()
        .apply("AtEventTime", Timeline.atEventTime())
        .apply(
            "Roles",
            MapElements.into(TypeDescriptors.strings())
                .via(event -> String.valueOf(event.cells().get(2))))
        .apply("Windows", Window.into(FixedWindows.of(org.joda.time.Duration.standardMinutes(5))))
        .apply("Count", Count.perElement())
        .apply("SeeCounts", ParDo.of(new SeeCountsFn(table)));

    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    assertEquals(
        List.of("read at 12:06", "api 1 until 12:10", "before the end of the input"), table.seen());
    assertEquals(Map.of(), DropCounters.of(result));
  }

  @Test
  void eventWaitsForEachOfTwoDimensionsInARow() {
    Dimension team = new Dimension("team", HostTable.KEY, false, HostTable.COLUMNS, 10);
    HostTable teams =
        HostTable.at("12:00")
            .enter("11:00", "api", "11:00", "blue")
            .enter("12:08", "api", "12:08", "red");
    EnrichAsOf second =
        EnrichAsOf.of(team, teams, List.of("host.role"))
            .withRefresh(EVERY_MINUTE.withWaiting())
            .withClock(teams);

    script()
        .event("h1", "12:05:00")
        .event("h1", "12:10:00")
        .advanceTo("12:06:00")
        .pause()
        .then(
            moved -> {
              teams.awaitThat(() -> !teams.reads().isEmpty());
              teams.advanceTo("12:07:00");
            })
        .awaitSeen(1)
        .advanceTo("12:10:00")
        .pause()
        .mark("teams are read at 12:11")
        .then(moved -> teams.advanceTo("12:11:00"))
        .awaitSeen(3)
        .mark("the end")
        .run(
            options(),
            new PTransform<>() {
              @Override
              public PCollection<Chunk> expand(PCollection<Chunk> chunks) {
                return chunks
                    .apply("First", join(EVERY_MINUTE.withWaiting()))
                    .apply("Second", second);
              }
            });

    assertEquals(
        List.of("[h1, 0, api, blue]", "teams are read at 12:11", "[h1, 1, api, red]", "the end"),
        table.seen());
  }

  @Test
  void endOfTheInputDoesNotWaitForTheNextRegularRead() {
    script()
        .event("h1", "12:05:00")
        .event("h1", "12:06:00")
        .advanceTo("12:06:00")
        .run(options(), join(Refresh.every(Duration.ofDays(1)).withWaiting()));

    assertEquals(
        List.of("[h1, 0, api]", "[h1, 1, api]"),
        table.seen().stream().sorted(HostTable.BY_OFFSET).toList());
    assertEquals(List.of("12:00 1", "12:06 2"), table.reads());
    awaitNoThread();
  }

  @Test
  void nothingWaitsForRowsAtHand() {
    RowsAtHand rows =
        RowsAtHand.of(
            HostTable.HOST, List.of(HostTable.row("h1", at("12:00"), Long.MAX_VALUE, "web")));

    script()
        .event("h1", "12:05:00")
        .awaitSeen(1)
        .mark("before the end")
        .run(
            options(),
            EnrichAsOf.of(HostTable.HOST, rows, List.of("host"))
                .withRefresh(EVERY_MINUTE.withWaiting().withMaxAge(Duration.ZERO))
                .withClock(table));

    assertEquals(List.of("[h1, 0, web]", "before the end"), table.seen());
  }

  @Test
  void olderThanMaxAgeFailsThePipelineAlsoWhileAllEventsWait() {
    Script script =
        script()
            .event("h1", "12:05:00")
            .advanceTo("12:00:30")
            .then(failing -> failing.fail(100, new ConnectException("refused")))
            .advanceTo("12:10:00.001");
    EnrichAsOf join = join(EVERY_MINUTE.withMaxAge(Duration.ofMinutes(10)).withWaiting());

    RuntimeException failed =
        assertThrows(RuntimeException.class, () -> script.run(options(), join));

    assertEquals(
        "dimension host was last read at 2026-11-01T12:00:00Z, longer ago than its maxAge of 10m:"
            + " the last attempt failed: refused",
        Throwables.getRootCause(failed).getMessage());
    assertEquals(List.of(), table.seen());
    awaitNoThread();
  }

  @Test
  void whoWaitsGetsWhatTheCompleteHistorySaysWhateverItsMoments() {
    for (int seed = 0; seed < 3; seed++) {
      RandomHistory history = new RandomHistory(seed, this::pause);

      history.script().run(options(), history.join(EVERY_MINUTE.withWaiting()));

      assertEquals(
          history.expected(),
          history.table().seen().stream().sorted(HostTable.BY_OFFSET).toList(),
          "seed " + seed);
    }
  }

  @Test
  void whoDoesNotWaitMayMissAVersion() {
    RandomHistory history = new RandomHistory(0, this::pause);

    history.script().run(options(), history.join(EVERY_MINUTE));

    assertNotEquals(
        history.expected(), history.table().seen().stream().sorted(HostTable.BY_OFFSET).toList());
  }

  private static final class SeeCountsFn extends DoFn<KV<String, Long>, Void> {
    private final HostTable table;

    SeeCountsFn(HostTable table) {
      this.table = table;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> count, IntervalWindow window) {
      table.see(
          "%s %d until %s"
              .formatted(
                  count.getKey(), count.getValue(), Timeline.text(window.end().getMillis())));
    }
  }
}
