package io.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check --connect} finds in dimensions, and what rows that are wrong end in. */
final class WrongDimensionTest {
  private static final String SPEC =
      """
      pipeline: small
      source: {files: "DIR/events/*.jsonl"}
      event: {format: json, fields: {at: timestamp, shop: string}, time: at}
      dimensions:
        shops:
          from: {files: "DIR/shops.csv"}
          key: {shop: id}
          columns: [city]
          validFrom: since
        owners:
          from: {files: "DIR/nowhere.csv"}
          key: {shop: id}
          columns: [owner]
      views:
        places: {select: [at, shops.city], sink: {files: "DIR/places"}}
      deadLetters: discard
      """;

  private static final String TWO_ROWS = "s1,Rome,2026-01-01\ns1,Milan,2026-01-01\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;

  @BeforeEach
  void anEventIsThere() throws Exception {
    Files.createDirectory(directory.resolve("events"));
    Files.writeString(
        directory.resolve("events/a.jsonl"),
        "{\"at\": \"2026-02-01T00:00:00Z\", \"shop\": \"s1\"}\n");
  }

  private int check(String rows) throws Exception {
    return typed(rows, "check", "SPEC", "--connect");
  }

  private int typed(String rows, String... words) throws Exception {
    Files.writeString(directory.resolve("shops.csv"), "id,city,since\n" + rows);
    Path spec =
        Files.writeString(
            directory.resolve("small.yaml"), SPEC.replace("DIR", directory.toString()));
    return new Cli(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(
            Stream.of(words)
                .map(word -> word.equals("SPEC") ? spec.toString() : word)
                .toArray(String[]::new));
  }

  private static List<String> lines(ByteArrayOutputStream stream, String part) {
    return stream
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(part))
        .toList();
  }

  @Test
  void theUsedOnesAreCountedAndTheOthersNotRead() throws Exception {
    int exit = check("s1,Rome,2026-01-01\ns1,Milan,2026-02-01\ns2,Turin,\ns2,Turin,\n");

    assertEquals(Exit.DONE, exit, err.toString(StandardCharsets.UTF_8));
    List<String> counted = lines(out, " versions, about ");
    assertEquals(1, counted.size(), counted.toString());
    assertTrue(counted.get(0).startsWith("dimension shops: 2 keys, 3 versions, about "));
    assertEquals(
        List.of("warning: dimension owners is used by no view: it is not read"),
        lines(err, "owners"));
  }

  @Test
  void twoDifferentRowsOfOneKeyAndTimeAreShownBoth() throws Exception {
    int exit = check(TWO_ROWS);

    assertEquals(Exit.WRONG, exit);
    List<String> errors = lines(err, "two different rows");
    assertEquals(1, errors.size(), err.toString(StandardCharsets.UTF_8));
    assertTrue(errors.get(0).contains("small.yaml:6:5: dimension shops has two different rows"));
    assertTrue(errors.get(0).contains("Milan") && errors.get(0).contains("Rome"), errors.get(0));
  }

  @Test
  void theyFailARunWithOneLine() throws Exception {
    int exit =
        typed(
            TWO_ROWS,
            "run",
            "SPEC",
            "--mode",
            "daily",
            "--from",
            "2026-02-01",
            "--to",
            "2026-02-02");

    assertEquals(Exit.FAILED, exit);
    List<String> failures = lines(err, "the run failed: ");
    assertEquals(1, failures.size(), err.toString(StandardCharsets.UTF_8));
    assertTrue(
        failures.get(0).startsWith("the run failed: dimension shops has two different rows"),
        failures.get(0));
    assertEquals(List.of(), lines(err, "\tat "));
  }

  @Test
  void theyFailACaseWithOneLine() throws Exception {
    Path cases =
        Files.writeString(
            directory.resolve("small.cases.yaml"),
            """
            cases:
              - name: two rows
                dimensions:
                  shops:
                    - {id: s1, city: Rome, since: "2026-01-01T00:00:00Z"}
                    - {id: s1, city: Milan, since: "2026-01-01T00:00:00Z"}
                timeline:
                  - event: {at: "2026-02-01T00:00:00Z", shop: s1}
                expect:
                  places: []
            """);

    int exit = typed("", "test", "SPEC", cases.toString());

    assertEquals(Exit.FAILED, exit);
    assertEquals(1, lines(out, "dimension shops has two different rows").size());
    assertEquals(List.of(), lines(out, "\tat "));
  }
}
