package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger holds, to the minute, what became of every arrival, in every mode. */
class LedgerIT {
  private static final List<String> VIEWS = List.of("all", "errors", "hourly", "sliding");
  private static final String SLICE = "2024-03-05T00:00:00Z/2024-03-12T00:00:00Z";
  private static final String[] DAILY = {
    "--mode", "daily", "--from", "2024-03-05", "--to", "2024-03-12"
  };

  @TempDir Path directory;
  private PostgresDatabase database;
  private LedgerPipeline visits;

  @BeforeEach
  void writeFiles() throws Exception {
    database = SharedFixtures.postgres().fresh("ledger_it");
    visits = LedgerPipeline.in(directory, database);
  }

  private static LedgerOracle ofSlice(boolean includeLate) {
    return LedgerOracle.ofSlice(
        Instant.parse("2024-03-05T00:00:00Z"), Instant.parse("2024-03-12T00:00:00Z"), includeLate);
  }

  private static void assertDone(Typed typed) {
    assertEquals(0, typed.exit(), typed.err());
  }

  private void assertRows(LedgerOracle oracle, String run) {
    assertEquals(String.join("\n", sorted(oracle.rows())), String.join("\n", visits.rows(run)));
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }

  private Typed daily(String... more) {
    return visits.run(Stream.concat(Stream.of(DAILY), Stream.of(more)).toArray(String[]::new));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** The lines at the end of a run. */
  private static List<String> summary(LedgerOracle oracle) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "arrivals %s = dead letters %s + duplicates %s + kept %s; too late for a window %s"
            .formatted(
                number(oracle.sum("pipeline", "arrivals")),
                number(oracle.sum("pipeline", "dead_letters")),
                number(oracle.sum("pipeline", "duplicates")),
                number(oracle.sum("pipeline", "kept")),
                number(oracle.sum("hourly", "too_late") + oracle.sum("sliding", "too_late"))));
    for (String view : VIEWS) {
      lines.add(
          "view %s: kept %s = filtered %s + accepted %s + too late %s"
              .formatted(
                  view,
                  number(oracle.sum(view, "kept")),
                  number(oracle.sum(view, "filtered")),
                  number(oracle.sum(view, "accepted")),
                  number(oracle.sum(view, "too_late"))));
    }
    return lines;
  }

  private static List<String> lastLines(Typed typed) {
    List<String> lines = typed.err().lines().toList();
    return lines.subList(Math.max(0, lines.size() - 1 - VIEWS.size()), lines.size());
  }

  @Test
  void theTrafficHasSomethingOfEveryTermAndOfTwoEpochs() {
    LedgerOracle oracle = LedgerOracle.ofStream();

    for (String term : List.of("arrivals", "dead_letters", "duplicates", "kept")) {
      assertTrue(oracle.sum("pipeline", term) > 30, term);
    }
    for (String term : List.of("kept", "filtered", "accepted", "too_late")) {
      assertTrue(oracle.sum("hourly", term) > 30, term);
    }
    assertTrue(oracle.rows().stream().anyMatch(row -> row.matches("sliding \\S+ 1 .*")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aContinuousRunCountsEveryMinuteAsTheOracleDoes(String runner) {
    LedgerOracle oracle = LedgerOracle.ofStream();

    Typed run = visits.run("--runner", runner);

    assertDone(run);
    assertRows(oracle, "stream");
    assertEquals(summary(oracle), lastLines(run));
    assertDone(visits.ledger());
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void aDailyRunCountsItsSliceAndNothingElse(String runner) {
    assertDone(daily("--runner", runner));
    Typed again = daily("--runner", runner);

    assertDone(again);
    assertRows(ofSlice(false), SLICE);
    assertEquals(summary(ofSlice(false)), lastLines(again));
    assertDone(visits.ledger());
  }

  @Test
  void aDailyRunReplacesItsOwnRowsAndNotTheStreams() {
    assertDone(visits.run());
    assertDone(daily());
    assertDone(daily("--late", "include"));

    assertRows(LedgerOracle.ofStream(), "stream");
    assertRows(ofSlice(true), SLICE);
    assertDone(visits.ledger());
  }

  @Test
  void aStreamThatBeginsAnewReplacesWhatItCountsAgain() {
    assertDone(visits.run());
    assertDone(visits.run());

    assertRows(LedgerOracle.ofStream(), "stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void withoutALedgerTheEndOfARunShowsTheSameSums(String runner) throws Exception {
    visits.write(database.jdbcUrl(), false);

    Typed stream = visits.run("--runner", runner);
    Typed slice = daily("--runner", runner);

    assertEquals(summary(LedgerOracle.ofStream()), lastLines(stream));
    assertEquals(summary(ofSlice(false)), lastLines(slice));
  }

  @Test
  void theLedgerIsShownByRunAndView() {
    LedgerOracle stream = LedgerOracle.ofStream();
    assertDone(daily());
    assertDone(visits.run());

    Typed ledger = visits.ledger();

    assertDone(ledger);
    List<String> lines = ledger.out().lines().toList();
    assertEquals("run " + SLICE, lines.get(0));
    assertEquals(
        "  view        arrivals  dead letters  duplicates  kept  filtered  accepted  too late",
        lines.get(1));
    int at = lines.indexOf("run stream");
    assertEquals(
        "(pipeline) %s %s %s %s balanced"
            .formatted(
                number(stream.sum("pipeline", "arrivals")),
                number(stream.sum("pipeline", "dead_letters")),
                number(stream.sum("pipeline", "duplicates")),
                number(stream.sum("pipeline", "kept"))),
        words(lines.get(at + 2)));
    for (int i = 0; i < VIEWS.size(); i++) {
      String view = VIEWS.get(i);
      assertEquals(
          "%s %s %s %s %s balanced"
              .formatted(
                  view,
                  number(stream.sum(view, "kept")),
                  number(stream.sum(view, "filtered")),
                  number(stream.sum(view, "accepted")),
                  number(stream.sum(view, "too_late"))),
          words(lines.get(at + 3 + i)));
    }
    assertEquals(at + 3 + VIEWS.size(), lines.size());
  }

  private static String words(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  @Test
  void byMinuteEveryMinuteHasALine() {
    assertDone(visits.run());
    long minutes =
        database.count("SELECT count(*) FROM (SELECT DISTINCT view, minute FROM books.ledger) m");

    Typed ledger = visits.ledger("--by-minute");

    assertDone(ledger);
    assertEquals(minutes + 2, ledger.out().lines().count());
    assertTrue(ledger.out().lines().anyMatch(line -> words(line).startsWith("(pipeline) none ")));
    assertTrue(
        ledger.out().lines().anyMatch(line -> line.contains("hourly      2024-03-0")),
        ledger.out());
  }

  @Test
  void whatDoesNotAddUpIsSaid() {
    assertDone(visits.run());
    database.execute(
        "UPDATE books.ledger SET accepted = accepted - 1 WHERE (view, minute) IN"
            + " (SELECT view, minute FROM books.ledger WHERE view = 'hourly' AND accepted > 0"
            + " ORDER BY minute LIMIT 1) AND accepted > 0");

    Typed ledger = visits.ledger();

    assertEquals(1, ledger.exit());
    assertTrue(
        ledger
            .out()
            .lines()
            .anyMatch(
                line ->
                    words(line).startsWith("hourly ")
                        && line.endsWith(
                            "does not add up: kept is 1 more than the sum of the others")),
        ledger.out());
    assertEquals(
        "1 sum does not add up; those of a running pipeline lag behind its events by a few seconds",
        ledger.err().strip());
  }

  @Test
  void aLedgerThatIsNotThereYetIsSaid() throws Exception {
    Typed none = visits.ledger();
    visits.write(database.jdbcUrl(), false);
    Typed unnamed = visits.ledger();
    visits.write("jdbc:postgresql://localhost:1/web", true);
    Typed unreachable = visits.ledger();

    assertEquals(0, none.exit());
    assertEquals(
        "no ledger yet: no run has made the table ledger in schema books", none.err().strip());
    assertEquals(2, unnamed.exit());
    assertTrue(unnamed.err().contains("keeps no ledger"), unnamed.err());
    assertEquals(3, unreachable.exit());
    assertTrue(unreachable.err().contains("is not reachable"), unreachable.err());
  }

  @Test
  void aTableWithOtherColumnsAndADatabaseThatIsAwayStopTheLaunch() throws Exception {
    database.execute("CREATE SCHEMA books; CREATE TABLE books.ledger (pipeline text)");
    Typed other = visits.run();
    visits.write("jdbc:postgresql://localhost:1/web", true);
    Typed away = visits.run();

    assertEquals(2, other.exit());
    assertTrue(other.err().contains("has other columns than ledger writes"), other.err());
    assertEquals(3, away.exit());
    assertFalse(away.err().contains("\tat "), away.err());
  }
}
