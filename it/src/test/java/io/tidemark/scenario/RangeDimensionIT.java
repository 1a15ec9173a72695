package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.SharedFixtures;
import io.tidemark.scenario.AddressRanges.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * IPv4 and IPv6 addresses are found in ranges that lie in a lake, as of their time, and what was
 * found is the key of a second dimension.
 */
class RangeDimensionIT {
  private static final String SPEC =
      """
      pipeline: ranges
      connections: {lake: {iceberg: {catalog: {type: hadoop, warehouse: "WAREHOUSE"}}}}
      source: {files: "DIR/in/*.jsonl"}
      event:
        format: json
        fields: {id: string, at: timestamp, ip: {type: string, optional: true}}
        time: at
        watermark: {outOfOrderness: 15s}
      dimensions:
        geo:
          from: {iceberg: lake, table: ranges.geo}
          key: {ip: {between: [ip_from, ip_to]}}
          columns: [country]
          validFrom: since
          validTo: until
        nations:
          from: {iceberg: lake, table: ranges.nations}
          key: {geo.country: code}
          columns: {name: string, people: long}
      views:
        events: {sink: {files: "DIR/events"}}
        hits:
          window: {fixed: 1h}
          allowedLateness: 1d
          groupBy: {host: nations.name}
          measures: {n: "COUNT(*)", people: "SUM(nations.people)"}
          sink: {files: "DIR/hits"}
      lateEvents: {files: "DIR/late"}
      deadLetters: {files: "DIR/dead"}
      """;

  @TempDir Path directory;
  private Path spec;

  @BeforeAll
  static void fillTheLake() {
    SharedFixtures.lake().create("ranges.geo", AddressRanges.SCHEMA, AddressRanges.rows());
    SharedFixtures.lake()
        .create("ranges.nations", AddressRanges.NATION_SCHEMA, AddressRanges.nationRows());
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectory(directory.resolve("in"));
    List<Hit> hits = AddressRanges.hits();
    for (int file = 0; file < 2; file++) {
      int part = file;
      List<String> lines =
          hits.stream().filter(hit -> hit.number() % 2 == part).map(Hit::json).toList();
      Files.write(directory.resolve("in").resolve(file + ".jsonl"), lines);
    }
    spec =
        Files.writeString(
            directory.resolve("ranges.yaml"),
            SPEC.replace("WAREHOUSE", SharedFixtures.lake().warehouse())
                .replace("DIR", directory.toString()));
  }

  @Test
  void theHitsFindSomethingOfEverything() {
    List<String> found = AddressRanges.hits().stream().map(hit -> "" + hit.country()).toList();

    for (String country : List.of("NZ", "AU", "FJ", "DE", "JP", "CH", "AT", "US", "SE", "null")) {
      assertTrue(found.stream().filter(country::equals).count() >= 10, country);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuous", "daily"})
  void eachAddressIsFoundInTheNarrowestOfTheNewestRangesOfItsTime(String mode) throws IOException {
    List<String> line = new ArrayList<>(List.of("run", spec.toString(), "--mode", mode));
    if (mode.equals("daily")) {
      line.addAll(List.of("--from", "2024-03-01", "--to", "2024-03-02"));
    }

    Typed typed = Typed.tidemark(line.toArray(String[]::new));

    assertEquals(0, typed.exit(), typed.err());
    Map<String, String> expected = new TreeMap<>();
    AddressRanges.hits().forEach(hit -> expected.put(hit.id(), hit.found()));
    assertEquals(lines(expected), lines(events()));
    assertEquals(lines(AddressRanges.hours()), lines(hours()));
    assertEquals(List.of(), read("late"));
    assertEquals(List.of(), read("dead"));
  }

  private Map<String, String> events() throws IOException {
    Map<String, String> events = new TreeMap<>();
    for (Map<String, @Nullable Object> row : read("events")) {
      String found =
          row.get("ip")
              + " "
              + row.get("geo_country")
              + " "
              + row.get("nations_name")
              + " "
              + row.get("nations_people");
      assertEquals(null, events.put(String.valueOf(row.get("id")), found), "there once");
    }
    return events;
  }

  private Map<String, String> hours() throws IOException {
    Map<String, String> hours = new TreeMap<>();
    for (Map<String, @Nullable Object> row : OrderRows.newest(read("hits"))) {
      hours.put(
          row.get("window_start") + " " + row.get("host"), row.get("n") + " " + row.get("people"));
    }
    return hours;
  }

  private List<Map<String, @Nullable Object>> read(String output) throws IOException {
    return JsonFiles.rows(directory.resolve(output));
  }

  private static String lines(Map<String, String> found) {
    return String.join("\n", found.entrySet().stream().map(Object::toString).toList());
  }
}
