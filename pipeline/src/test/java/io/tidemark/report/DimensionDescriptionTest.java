package io.tidemark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.source.LoadedDimension;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} prints of dimensions, and what it warns of. */
class DimensionDescriptionTest {
  private static final String SPEC =
      """
      pipeline: web
      connections:
        serving: {postgres: {url: "jdbc:postgresql://db/web", user: web, password: hunter2}}
        lake: {iceberg: {catalog: {type: hadoop, warehouse: /lake}}}
      source: {files: "data/*.jsonl"}
      event:
        format: json
        fields: {at: timestamp, tenant: string, ip: string, host: string}
        time: at
      dimensions:
        geo:
          from: {postgres: serving, query: "SELECT *\\n  FROM ip_geo"}
          where: "country <> ''"
          key: {ip: {between: [ip_from, ip_to]}, tenant: tenant}
          columns: {country: string, zone: long}
          validFrom: since
          validTo: until
          updatedAt: changed
          refreshEvery: 1m
          maxAge: 10m
          onMiss: deadLetter
        hosts:
          from: {files: hosts.csv}
          key: {host: name}
          columns: [team]
        teams:
          from: {iceberg: lake, table: web.teams}
          key: {hosts.team: name}
          columns: [manager]
          validFrom: since
          refreshEvery: 1h
          freshness: wait
          maxRows: 1000
      views:
        hits:
          window: {fixed: 5m}
          groupBy: [geo.country, teams.manager]
          measures: {hits: "COUNT(*)"}
          sink: {files: hits}
      lateEvents: discard
      deadLetters: discard
      """;

  @TempDir Path directory;

  private PipelineSpec spec(String text) throws Exception {
    return SpecParser.parse(Files.writeString(directory.resolve("web.yaml"), text), Map.of());
  }

  @Test
  void aDimensionIsShownWithItsKeyItsVersionsAndItsReads() throws Exception {
    List<String> lines = Description.of(spec(SPEC));

    int first =
        lines.indexOf("join       geo on tenant = tenant, ip between ip_from and ip_to, as of at");
    assertEquals(
        List.of(
            "join       geo on tenant = tenant, ip between ip_from and ip_to, as of at",
            "             columns country string, zone long",
            "             valid from since until until, or the next version",
            "             from postgres query SELECT * FROM ip_geo where country <> '', maxRows"
                + " 5000000",
            "             a stream reads what changed, by changed, every 1m, and fails when the last"
                + " read is older than 10m",
            "             freshness latest, onMiss deadLetter",
            "join       hosts on host = name, as of at",
            "             columns team string",
            "             one version of each row, valid at all times",
            "             from files hosts.csv, maxRows 5000000",
            "             read once, when a run starts",
            "             freshness latest, onMiss nulls",
            "join       teams on hosts.team = name, as of at",
            "             columns manager string",
            "             valid from since until the next version",
            "             from iceberg web.teams, maxRows 1000",
            "             a stream reads it every 1h",
            "             freshness wait, onMiss nulls"),
        lines.subList(first, first + 18));
  }

  @Test
  void whatMayComeOutOtherwiseInAReplayIsWarnedOf() throws Exception {
    assertEquals(
        List.of(
            "dimensions.geo has freshness: latest: events newer than the last read may see a version"
                + " too early, up to 1m; freshness: wait makes it exact",
            "dimensions.hosts has no validFrom: it has one version, and replays may differ when rows"
                + " change",
            "dimensions.hosts has no refreshEvery: a stream reads it once, at its start, and no"
                + " change after"),
        Warnings.of(spec(SPEC)));
  }

  @Test
  void oneThatNothingUsesIsNotShownAndWarnedOf() throws Exception {
    PipelineSpec spec = spec(SPEC.replace("[geo.country, teams.manager]", "[geo.country]"));

    assertEquals(
        List.of("join       geo on tenant = tenant, ip between ip_from and ip_to, as of at"),
        Description.of(spec).stream().filter(line -> line.startsWith("join")).toList());
    assertEquals(
        List.of(
            "dimension hosts is used by no view: it is not read",
            "dimension teams is used by no view: it is not read"),
        Warnings.of(spec).subList(1, 3));
  }

  @Test
  void aLoadedOneIsShownWithItsSize() {
    assertEquals(
        "dimension geo: 1,000,000 keys, 2,000,000 versions, about 152 MB",
        DimensionDescription.size(new LoadedDimension("geo", 1_000_000, 2_000_000, 151_400_000)));
    assertEquals(
        "dimension geo: 1 key, 1 version, about 1 kB",
        DimensionDescription.size(new LoadedDimension("geo", 1, 1, 76)));
    assertEquals(
        "dimension geo: 0 keys, 0 versions, about 0 kB",
        DimensionDescription.size(new LoadedDimension("geo", 0, 0, 0)));
  }
}
