package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.decode.DecodedField.TimestampFormat;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec.KeyPart;
import io.tidemark.spec.ViewSpec.Column;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecParserTest {

  @Test
  void theContractsExampleIsRead() throws SpecException {
    PipelineSpec spec = SpecFile.resource("whole-format.yaml").parse();

    assertEquals(
        List.of("events", "hits_by_host", "error_burst"),
        spec.views().stream().map(ViewSpec::name).toList());
    assertEquals(Optional.of(Duration.ofSeconds(1)), spec.view("hits_by_host").emit().late());
    assertEquals(Duration.ofHours(1), spec.view("hits_by_host").allowedLateness());
    assertEquals(Duration.ofSeconds(30), spec.event().watermark().idleTimeout());
    assertEquals("lake", ((SourceSpec.Iceberg) spec.history().orElseThrow()).connection().name());
    assertEquals(Optional.of("valid_from"), spec.dimensions().get(0).validFrom());
    assertEquals(Optional.of(Duration.ofMinutes(1)), spec.dimensions().get(0).refreshEvery());
    EventSpec.DedupSpec dedup = spec.event().dedup().orElseThrow();
    assertEquals(List.of("event_id"), dedup.by());
    assertEquals(Duration.ofMinutes(10), dedup.within());
    ViewSpec burst = spec.view("error_burst");
    assertEquals(
        Optional.of(
            new ViewSpec.Sliding(
                Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ZERO, ZoneOffset.UTC)),
        burst.window());
    assertEquals(Optional.of(Duration.ZERO), burst.emit().early());
    assertEquals(Duration.ofMinutes(10), burst.once().orElseThrow().quietFor());
    assertEquals("tidemark", spec.ledger().orElseThrow().schema());
  }

  @Test
  void whatASpecLeavesOutHasTheDefaultsOfTheContract() throws SpecException {
    PipelineSpec spec = SpecFile.defaults().parse();

    assertEquals(
        new EventSpec.WatermarkSpec(
            Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5)),
        spec.event().watermark());
    assertEquals(Optional.empty(), spec.event().dedup());
    assertEquals(Optional.empty(), spec.history());
    assertEquals(Optional.empty(), spec.ledger());
    SourceSpec.Kafka source = (SourceSpec.Kafka) spec.source();
    assertEquals("web-traffic", source.groupId());
    assertEquals(Map.of(), source.properties());
    DimensionSpec geo = spec.dimensions().get(0);
    assertEquals(DimensionSpec.OnMiss.NULLS, geo.onMiss());
    assertEquals(DimensionSpec.Freshness.LATEST, geo.freshness());
    assertEquals(5_000_000, geo.maxRows());
    assertEquals(Optional.empty(), geo.validFrom());
    ViewSpec hits = spec.view("hits_by_host");
    assertEquals(Duration.ZERO, hits.allowedLateness());
    assertEquals(new ViewSpec.EmitSpec(Optional.empty(), Optional.empty()), hits.emit());
    assertEquals(
        Optional.of(new ViewSpec.Fixed(Duration.ofMinutes(5), Duration.ZERO, ZoneOffset.UTC)),
        hits.window());
    assertEquals(1000, ((SinkSpec.Postgres) hits.sink()).batchSize());
    assertEquals(Optional.empty(), ((SinkSpec.Postgres) hits.sink()).schema());
    SinkSpec.Kafka alerts = (SinkSpec.Kafka) spec.view("alerts").sink();
    assertEquals(SinkSpec.Delivery.AT_LEAST_ONCE, alerts.delivery());
    assertEquals(List.of(), alerts.key());
    SinkSpec.Iceberg events = (SinkSpec.Iceberg) spec.view("events").sink();
    assertEquals(134_217_728, events.targetFileSizeBytes());
    assertEquals(Optional.empty(), events.commitEvery());
  }

  @Test
  void sessionsAreCutAtMidnightUtcUnlessTheSpecSaysOtherwise() throws SpecException {
    SpecFile plain = SpecFile.defaults().with("fixed: 5m", "sessions: {gap: 5m}");
    SpecFile cut = SpecFile.defaults().with("fixed: 5m", "sessions: {gap: 5m, maxLength: 6h}");

    assertEquals(
        Optional.of(new ViewSpec.Sessions(Duration.ofMinutes(5), Duration.ofHours(24))),
        plain.parse().view("hits_by_host").window());
    assertEquals(
        Optional.of(new ViewSpec.Sessions(Duration.ofMinutes(5), Duration.ofHours(6))),
        cut.parse().view("hits_by_host").window());
  }

  @Test
  void whatASpecSaysIsInItsRecords() throws SpecException {
    PipelineSpec spec = SpecFile.defaults().parse();

    assertEquals("web-traffic", spec.name());
    assertEquals(
        new ConnectionSpec.Kafka("broker", "localhost:9092", Map.of("security.protocol", "SSL")),
        spec.connections().get("broker"));
    assertEquals(
        new ConnectionSpec.Postgres(
            "serving", "jdbc:postgresql://db:5432/web", "web", "hunter2", Map.of()),
        spec.connections().get("serving"));
    assertEquals(
        new ConnectionSpec.Iceberg("lake", Map.of("type", "hadoop", "warehouse", "/lake")),
        spec.connections().get("lake"));
    assertEquals(
        List.of(Field.nullable("failed", Type.BOOLEAN)), spec.eventSchema().fields().subList(7, 8));
    assertEquals(
        List.of(
            Field.nullable("geo.country", Type.STRING),
            Field.nullable("geo.city", Type.STRING),
            Field.nullable("geo.loaded_at", Type.TIMESTAMP)),
        spec.dimensions().get(0).enrichedFields());
    assertEquals(
        List.of(new KeyPart("ip", "ip_address", Optional.empty())), spec.dimensions().get(0).key());
    ViewSpec hits = spec.view("hits_by_host");
    assertEquals(
        List.of(new Column("host", "host"), new Column("geo_country", "geo.country")),
        hits.groupBy());
    assertEquals("hits > 1", hits.having().orElseThrow().sql());
    assertEquals(40, hits.having().orElseThrow().place().line());
    assertEquals(14, hits.having().orElseThrow().place().column());
    assertEquals(Optional.of(0.5), spec.deadLetters().failAbove());
    assertEquals(CheckSpec.OnFail.DEAD_LETTER, spec.checks().get(0).onFail());
  }

  @Test
  void aFieldsLongFormSaysWhereItIsReadAndWhatItIsWithout() throws SpecException {
    SpecFile file =
        SpecFile.defaults()
            .with(
                "    raw: {type: bytes, optional: true}\n",
                """
                    tenant: {type: string, from: header.X-Tenant, optional: true}
                    id: {type: string, from: key}
                    topic_name: {type: string, from: topic}
                    came: {type: timestamp, from: arrived_at}
                    made: {type: timestamp, unit: millis, default: "2026-11-01T13:00:00+01:00"}
                    local: {type: timestamp, pattern: yyyy-MM-dd HH:mm, zone: Europe/Berlin}
                    price: {type: "decimal(18,2)", default: 1.5}
                    ratio: {type: double, default: 0.25}
                    day: {type: date, default: 2026-11-01}
                    ok: {type: boolean, default: false}
                    tags: {type: array<long>, default: [1, 2]}
                """);

    List<DecodedField> fields = file.parse().event().fields();

    assertEquals(
        List.of(
            new DecodedField(
                "campaign",
                Type.STRING,
                true,
                null,
                Origin.PAYLOAD,
                List.of("query", "utm", "campaign"),
                null),
            new DecodedField(
                "tenant", Type.STRING, true, null, Origin.HEADER, List.of("X-Tenant"), null),
            plain("id", Type.STRING, null, Origin.KEY),
            plain("topic_name", Type.STRING, null, Origin.TOPIC),
            plain("came", Type.TIMESTAMP, null, Origin.ARRIVED_AT),
            timestamp("made", Instant.parse("2026-11-01T12:00:00Z"), "millis", null, null),
            timestamp("local", null, null, "yyyy-MM-dd HH:mm", "Europe/Berlin"),
            plain("price", Type.decimal(18, 2), new BigDecimal("1.50"), Origin.PAYLOAD),
            plain("ratio", Type.DOUBLE, 0.25, Origin.PAYLOAD),
            plain("day", Type.DATE, LocalDate.of(2026, 11, 1), Origin.PAYLOAD),
            plain("ok", Type.BOOLEAN, false, Origin.PAYLOAD),
            plain("tags", Type.array(Type.LONG), List.of(1L, 2L), Origin.PAYLOAD)),
        fields.subList(5, fields.size()));
  }

  private static DecodedField plain(String name, Type type, Object cell, Origin origin) {
    List<String> path = origin == Origin.PAYLOAD ? List.of(name) : List.of();
    return new DecodedField(name, type, false, cell, origin, path, null);
  }

  private static DecodedField timestamp(
      String name, Object cell, String unit, String pattern, String zone) {
    TimestampFormat format =
        new TimestampFormat(unit, pattern, zone == null ? null : ZoneId.of(zone));
    return new DecodedField(
        name, Type.TIMESTAMP, false, cell, Origin.PAYLOAD, List.of(name), format);
  }

  @Test
  void filesAloneNeedNoConnectionAndNoWindowNeedsNoLateEvents() throws SpecException {
    SpecFile file =
        SpecFile.of(
            """
            pipeline: small
            source: {files: "data/*.jsonl"}
            event: {format: json, fields: {at: timestamp, n: long}, time: at}
            views:
              big: {where: n > 10, select: {when: at, n: n}, sink: {files: out}}
            deadLetters: discard
            """);

    PipelineSpec spec = file.parse();

    assertEquals("data/*.jsonl", ((SourceSpec.Files) spec.source()).glob());
    assertEquals(
        List.of(new Column("when", "at"), new Column("n", "n")), spec.view("big").select());
    assertTrue(spec.deadLetters().sink() instanceof SinkSpec.Discard);
    assertEquals(Optional.empty(), spec.lateEvents());
  }

  @Test
  void anAliasStandsForItsAnchorsValue() throws SpecException {
    SpecFile file =
        SpecFile.defaults()
            .with(
                "  hits_by_host:\n    window: {fixed: 5m}",
                "  hits_by_host:\n    window: &w {fixed: 5m}")
            .with("    window: {fixed: 1m}", "    window: *w");

    PipelineSpec spec = file.parse();

    assertEquals(spec.view("hits_by_host").window(), spec.view("alerts").window());
  }

  @Test
  void aFileThatCannotBeReadIsAnErrorOfTheFile(@TempDir Path directory) throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.yaml"), "# nothing\n");
    Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe9});
    Path control = Files.writeString(directory.resolve("control.yaml"), "a: b\nc: \u0001\n");
    Path deep = Files.writeString(directory.resolve("deep.yaml"), "a: " + "[".repeat(60_000));
    Path missing = directory.resolve("missing.yaml");

    assertEquals(missing + ":1:1: there is no such file", error(missing));
    assertEquals(directory + ":1:1: this is a directory, expected a spec file", error(directory));
    assertEquals(empty + ":1:1: the file is empty, expected a pipeline", error(empty));
    assertEquals(latin + ":1:1: the file is not UTF-8 text", error(latin));
    assertEquals(
        control + ":2:4: not valid YAML: a control character (code 1) stands here", error(control));
    assertEquals(deep + ":1:53: nested deeper than 50 levels, expected a pipeline", error(deep));
  }

  private static String error(Path file) {
    return assertThrows(SpecException.class, () -> SpecParser.parse(file, Map.of())).getMessage();
  }
}
