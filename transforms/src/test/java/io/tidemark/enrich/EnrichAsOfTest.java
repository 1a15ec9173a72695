package io.tidemark.enrich;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import io.tidemark.enrich.EnrichAsOf.OnMiss;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.DimensionRowCoder;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.SiftedEvents;
import io.tidemark.model.Type;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

/** h1 was web from 12:00 and api from 12:30 until 12:45; events carry their offset. */
abstract class EnrichAsOfTest {
  private static final Schema KEY = Schema.of(Field.required("name", Type.STRING));
  private static final Schema COLUMNS =
      Schema.of(Field.nullable("role", Type.STRING), Field.required("cost", Type.LONG));
  private static final List<DimensionRow> HOSTS =
      List.of(
          row("h1", at("12:30"), at("12:45"), "api", 2L),
          row("h1", at("12:00"), Long.MAX_VALUE, "web", 1L),
          row("h2", Long.MIN_VALUE, Long.MAX_VALUE, null, 3L));
  private static final Timeline EVENTS =
      Timeline.create()
          .event("h1", "11:59:59.999")
          .event("h1", "12:00:00")
          .event("h1", "12:29:59.999")
          .event("h1", "12:30:00")
          .event("h1", "12:44:59.999")
          .event("h1", "12:45:00")
          .event("h2", "00:00:00")
          .event("h3", "12:00:00")
          .event(null, "12:00:00");

  abstract PipelineOptions options();

  @Test
  void eventsGetTheVersionOfTheirEventTimeOrNulls() {
    TestPipeline pipeline = pipeline();

    SiftedEvents enriched =
        pipeline
            .apply("ReadTimeline", EVENTS.end())
            .apply("EnrichHost", EnrichAsOf.of("host", rows(pipeline), List.of("host")));

    assertEquals(
        List.of("host", "bytes", "host.role", "host.cost"),
        ((EventCoder) enriched.events().getCoder()).schema().names());
    PAssert.that(cells(enriched))
        .containsInAnyOrder(
            "[h1, 0, null, null]",
            "[h1, 1, web, 1]",
            "[h1, 2, web, 1]",
            "[h1, 3, api, 2]",
            "[h1, 4, api, 2]",
            "[h1, 5, null, null]",
            "[h2, 6, null, 3]",
            "[h3, 7, null, null]",
            "[null, 8, null, null]");
    PAssert.that(enriched.deadLetters()).empty();
    pipeline.run();
  }

  @Test
  void eventsWithoutVersionBecomeDeadLettersWhereAsked() {
    TestPipeline pipeline = pipeline();

    SiftedEvents enriched =
        pipeline
            .apply("ReadTimeline", EVENTS.end())
            .apply(
                "EnrichHost",
                EnrichAsOf.of("host", rows(pipeline), List.of("host"))
                    .withOnMiss(OnMiss.DEAD_LETTER));

    PAssert.that(cells(enriched))
        .containsInAnyOrder(
            "[h1, 1, web, 1]",
            "[h1, 2, web, 1]",
            "[h1, 3, api, 2]",
            "[h1, 4, api, 2]",
            "[h2, 6, null, 3]");
    PAssert.that(
            enriched
                .deadLetters()
                .apply(
                    "ShowDeadLetter",
                    MapElements.into(TypeDescriptors.strings()).via(EnrichAsOfTest::show)))
        .containsInAnyOrder(
            "events-0@0 NO_DIMENSION dimensions.host"
                + " no row of dimension host for key [h1] at 2026-11-01T11:59:59.999Z",
            "events-0@5 NO_DIMENSION dimensions.host"
                + " no row of dimension host for key [h1] at 2026-11-01T12:45:00Z",
            "events-0@7 NO_DIMENSION dimensions.host"
                + " no row of dimension host for key [h3] at 2026-11-01T12:00:00Z",
            "events-0@8 NO_DIMENSION dimensions.host"
                + " no row of dimension host for key [null] at 2026-11-01T12:00:00Z");
    pipeline.run();
  }

  @Test
  void moreRowsThanAllowedFailThePipelineByTheDimensionsName() {
    TestPipeline pipeline = pipeline();
    pipeline
        .apply("ReadTimeline", EVENTS.end())
        .apply("EnrichHost", EnrichAsOf.of("host", rows(pipeline), List.of("host")).withMaxRows(2));

    RuntimeException failed = assertThrows(RuntimeException.class, pipeline::run);

    assertTrue(
        Throwables.getStackTraceAsString(failed)
            .contains("dimension host has more than 2 rows: raise its maxRows"));
  }

  @Test
  void keyOfAnotherTypeIsRefusedWhenTheGraphIsBuilt() {
    TestPipeline pipeline = pipeline();
    EnrichAsOf byBytes = EnrichAsOf.of("host", rows(pipeline), List.of("bytes"));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> pipeline.apply("ReadTimeline", EVENTS.end()).apply("EnrichHost", byBytes));

    assertEquals(
        "dimension host is joined by [bytes] of types [long], but its key [name] has types"
            + " [string]",
        refused.getMessage());
  }

  private TestPipeline pipeline() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);
  }

  private static PCollection<DimensionRow> rows(TestPipeline pipeline) {
    return pipeline.apply(
        "ReadHosts", Create.of(HOSTS).withCoder(DimensionRowCoder.of(KEY, COLUMNS)));
  }

  private static PCollection<String> cells(SiftedEvents enriched) {
    return enriched
        .events()
        .apply(
            "ShowCells",
            MapElements.into(TypeDescriptors.strings()).via(event -> event.cells().toString()));
  }

  private static String show(DeadLetter letter) {
    return "%s %s %s %s"
        .formatted(letter.arrival().position(), letter.reason(), letter.stage(), letter.message());
  }

  private static DimensionRow row(
      String key, long validFrom, long validTo, String role, long cost) {
    return new DimensionRow(Cells.of(key), validFrom, validTo, Cells.of(role, cost));
  }
}
