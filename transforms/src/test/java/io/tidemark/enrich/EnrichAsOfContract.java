package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import io.tidemark.enrich.EnrichAsOf.OnMiss;
import io.tidemark.fixture.Chunks;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/**
 * One read of the dimension: h1 was web from 12:00 and api from 12:30 until 12:45; events carry
 * their offset. Bounded and unbounded input get the same.
 */
abstract class EnrichAsOfContract {
  private static final List<Chunk> EVENTS =
      Chunks.of("events-0")
          .event("h1", "11:59:59.999")
          .event("h1", "12:00:00")
          .event("h1", "12:29:59.999")
          .broken()
          .end()
          .event("h1", "12:30:00")
          .event("h1", "12:44:59.999")
          .event("h1", "12:45:00")
          .end()
          .event("h2", "00:00:00")
          .event("h3", "12:00:00")
          .event(null, "12:00:00")
          .end()
          .list();

  abstract PipelineOptions options();

  /** For bounded input. */
  abstract PipelineOptions batch();

  private static HostTable hosts() {
    return HostTable.at("13:00")
        .enter(at("12:30"), HostTable.row("h1", at("12:30"), at("12:45"), "api"))
        .enter("12:00", "h1", "12:00", "web")
        .enter(0, HostTable.row("h2", Long.MIN_VALUE, Long.MAX_VALUE, null));
  }

  private static EnrichAsOf join(HostTable table) {
    return EnrichAsOf.of(HostTable.HOST, table, List.of("host")).withClock(table);
  }

  @Test
  void eventsGetTheVersionOfTheirEventTimeOrNulls() {
    assertSeen(
        EnrichAsOfContract::join,
        List.of(
            "[h1, 0, null]",
            "[h1, 1, web]",
            "[h1, 2, web]",
            "[h1, 4, api]",
            "[h1, 5, api]",
            "[h1, 6, null]",
            "[h2, 7, null]",
            "[h3, 8, null]",
            "[null, 9, null]",
            "events-0@3 decode broken"));
  }

  @Test
  void eventsWithoutVersionBecomeDeadLettersWhereAsked() {
    String miss = "events-0@%d dimensions.host no row of dimension host for key [%s] at %s";
    assertSeen(
        table -> join(table).withOnMiss(OnMiss.DEAD_LETTER),
        List.of(
            "[h1, 1, web]",
            "[h1, 2, web]",
            "[h1, 4, api]",
            "[h1, 5, api]",
            "[h2, 7, null]",
            miss.formatted(0, "h1", "2026-11-01T11:59:59.999Z"),
            "events-0@3 decode broken",
            miss.formatted(6, "h1", "2026-11-01T12:45:00Z"),
            miss.formatted(8, "h3", "2026-11-01T12:00:00Z"),
            miss.formatted(9, "null", "2026-11-01T12:00:00Z")));
  }

  @Test
  void secondDimensionIsKeyedByAColumnOfTheFirst() {
    Schema team = Schema.of(Field.nullable("team", Type.STRING));
    Dimension owner =
        new Dimension(
            "owner", Schema.of(Field.nullable("host.role", Type.STRING)), false, team, 10);
    List<DimensionRow> owners =
        List.of(
            new DimensionRow(Cells.of("web"), at("12:10"), Long.MAX_VALUE, Cells.of("blue")),
            new DimensionRow(Cells.of("api"), at("12:00"), Long.MAX_VALUE, Cells.of("red")));

    assertSeen(
        table ->
            new PTransform<>() {
              @Override
              public PCollection<Chunk> expand(PCollection<Chunk> chunks) {
                return chunks
                    .apply("First", join(table))
                    .apply(
                        "Second",
                        EnrichAsOf.of(owner, RowsAtHand.of(owner, owners), List.of("host.role")));
              }
            },
        List.of(
            "[h1, 0, null, null]",
            "[h1, 1, web, null]",
            "[h1, 2, web, blue]",
            "[h1, 4, api, red]",
            "[h1, 5, api, red]",
            "[h1, 6, null, null]",
            "[h2, 7, null, null]",
            "[h3, 8, null, null]",
            "[null, 9, null, null]",
            "events-0@3 decode broken"));
  }

  @Test
  void theStartOfTheReadIsAColumnWhereAskedAndNullOfRowsAtHand() {
    List<Chunk> one = Chunks.of("events-0").event("h1", "12:00:00").end().list();
    RowsAtHand atHand =
        RowsAtHand.of(
            HostTable.HOST, List.of(HostTable.row("h1", at("12:00"), Long.MAX_VALUE, "web")));

    assertEquals(
        List.of("[h1, 0, web, 2026-11-01T13:00:00Z]"),
        run(hosts(), table -> join(table).withLoadedAt(), options(), Chunks.stream(one)));
    assertEquals(
        List.of("[h1, 0, web, null]"),
        run(
            hosts(),
            table -> EnrichAsOf.of(HostTable.HOST, atHand, List.of("host")).withLoadedAt(),
            options(),
            Chunks.stream(one)));
  }

  @Test
  void columnsAreNamedAfterTheDimension() {
    Pipeline pipeline = pipeline(options());

    PCollection<Chunk> enriched =
        pipeline
            .apply("ReadEvents", Chunks.stream(EVENTS))
            .apply("EnrichHost", join(hosts()).withLoadedAt());

    Schema schema = ((ChunkCoder) enriched.getCoder()).schema();
    assertEquals(List.of("host", "bytes", "host.role", "host.loaded_at"), schema.names());
    assertEquals(Field.nullable("host.loaded_at", Type.TIMESTAMP), schema.field(3));
  }

  @Test
  void dimensionIsReadOnceForAllBundlesAndThreads() {
    List<Chunk> chunks = new ArrayList<>();
    for (int partition = 0; partition < 20; partition++) {
      chunks.addAll(
          Chunks.of("events-" + partition)
              .event("h1", "12:00:00")
              .end()
              .event("h1", "12:30:00")
              .end()
              .list());
    }
    HostTable table = hosts();

    List<String> seen = run(table, EnrichAsOfContract::join, options(), Chunks.stream(chunks));

    assertEquals(40, seen.size());
    assertEquals(List.of("13:00 3"), table.reads());
  }

  @Test
  void firstReadIsRepeatedUntilItGoesWellAndNothingIsEnrichedWithNulls() {
    HostTable table = hosts().fail(3, new IllegalStateException("no answer")).rush();

    List<String> seen =
        run(
            table,
            EnrichAsOfContract::join,
            options(),
            Chunks.stream(Chunks.of("events-0").event("h1", "12:00:00").end().list()));

    assertEquals(List.of("[h1, 0, web]"), seen);
    assertEquals(
        List.of("13:00 failed", "13:00:01 failed", "13:00:03 failed", "13:00:07 3"), table.reads());
  }

  @Test
  void firstReadThatFailsForAMinuteFailsThePipelineAndNoUserOfItStays() {
    HostTable table = hosts().fail(100, new IllegalStateException("no answer")).rush();

    assertEquals(
        "dimension host could not be read for a minute: no answer", failure(table, join(table)));
    assertEquals("13:01 failed", table.reads().get(table.reads().size() - 1));
    table.awaitThat(() -> !SharedDimension.inUse(table));
  }

  @Test
  void wrongRowsFailThePipelineAtOnceByTheDimensionsName() {
    HostTable table = hosts().enter("12:00", "h1", "12:00", "db");
    Dimension two = new Dimension("host", HostTable.KEY, false, HostTable.COLUMNS, 2);

    assertEquals(
        "dimension host has 3 rows, more than maxRows 2: raise its maxRows, or narrow it with `where`",
        failure(table, EnrichAsOf.of(two, table, List.of("host")).withClock(table)));
    assertEquals(List.of("13:00 3"), table.reads());
  }

  @Test
  void keyOfAnotherTypeIsRefusedWhenTheGraphIsBuilt() {
    EnrichAsOf byBytes = EnrichAsOf.of(HostTable.HOST, hosts(), List.of("bytes"));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                pipeline(options())
                    .apply("ReadEvents", Chunks.stream(EVENTS))
                    .apply("EnrichHost", byBytes));

    assertEquals(
        "dimension host is joined by [bytes] of types [long], but its key [name] has types"
            + " [string]",
        refused.getMessage());
  }

  private String failure(HostTable table, EnrichAsOf join) {
    RuntimeException failed =
        assertThrows(
            RuntimeException.class,
            () -> run(table, same -> join, options(), Chunks.stream(EVENTS)));
    return Throwables.getRootCause(failed).getMessage();
  }

  /** What a test joins to a table. */
  interface Join {
    PTransform<PCollection<Chunk>, PCollection<Chunk>> to(HostTable table);
  }

  private void assertSeen(Join join, List<String> expected) {
    assertEquals(expected, run(hosts(), join, options(), Chunks.stream(EVENTS)));
    assertEquals(expected, run(hosts(), join, batch(), Chunks.bounded(EVENTS)));
  }

  /** What comes out, events first, in the order of their offsets. */
  private static List<String> run(
      HostTable table,
      Join join,
      PipelineOptions options,
      PTransform<PBegin, PCollection<Chunk>> input) {
    Pipeline pipeline = pipeline(options);
    Script.see(pipeline.apply("ReadEvents", input).apply("Enrich", join.to(table)), table);
    pipeline.run().waitUntilFinish();
    return table.seen().stream().sorted(HostTable.BY_OFFSET).toList();
  }

  private static Pipeline pipeline(PipelineOptions options) {
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }
}
