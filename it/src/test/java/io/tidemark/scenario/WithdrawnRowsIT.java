package io.tidemark.scenario;

import static io.tidemark.scenario.SinkRun.NOON;
import static io.tidemark.scenario.SinkRun.pane;
import static io.tidemark.scenario.SinkRun.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Pane;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a Postgres table holds when rows are withdrawn and their bundles come in any order, as they
 * do on a runner that keeps none.
 */
class WithdrawnRowsIT {
  private static final Table HITS = SinkRun.HITS.withdrawable(Duration.ofMinutes(10));

  private PostgresDatabase database;

  @BeforeEach
  void takeAnEmptyDatabase() {
    database = SharedFixtures.postgres().fresh("withdrawn_rows");
  }

  private Sink launched(Table table) throws Exception {
    ConnectionSpec.Postgres serving =
        new ConnectionSpec.Postgres(
            "serving", database.jdbcUrl(), database.user(), database.password(), Map.of());
    Sink sink =
        Sink.of(
            new SinkSpec.Postgres(serving, "hits", Optional.empty(), 100, Map.of(), SinkRun.PLACE),
            table,
            "web");
    SinkRun.launch(sink);
    return sink;
  }

  /** {@code host|start|end|hits|pane|revision}, sorted. */
  private List<String> rows() {
    return database
        .query(
            "SELECT concat_ws('|', coalesce(host, '0'), to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI'),"
                + " to_char(window_end AT TIME ZONE 'UTC', 'HH24:MI'), hits, pane, revision)"
                + " AS line FROM hits")
        .stream()
        .map(row -> (String) row.get("line"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aRowThatComesAfterItsOwnRetractionIsNotWritten(String runner) throws Exception {
    Sink sink = launched(HITS);

    SinkRun.streamOneByOne(
        runner,
        sink,
        HITS,
        List.of(
            pane("gone", 0, null, "RETRACTED", 1, 4),
            pane("gone", 0, 3L, "ON_TIME", 1, 3),
            pane("gone", 0, 4L, "LATE", 1, 4),
            pane("gone", 5, 3L, "ON_TIME", 1, 3),
            pane("back", 0, null, "RETRACTED", 1, 4),
            pane("back", 0, 5L, "LATE", 1, 5),
            pane("back", 0, 3L, "ON_TIME", 1, 3)));

    assertEquals(List.of("back|12:00|12:05|5|LATE|5", "gone|12:05|12:10|3|ON_TIME|3"), rows());
  }

  @Test
  void aSessionThatGrewLeavesOnlyItsLongestRow() throws Exception {
    Sink sink = launched(SinkRun.SESSIONS);

    SinkRun.streamOneByOne(
        "DirectRunner",
        sink,
        SinkRun.SESSIONS,
        List.of(
            session("h", 0, 12, 5L, "LATE", 5),
            session("h", 0, 5, null, "RETRACTED", 2),
            session("h", 7, 5, null, "RETRACTED", 1),
            session("h", 0, 5, 2L, "EARLY", 2),
            session("h", 7, 5, 1L, "EARLY", 1),
            session("h", 0, 5, 1L, "EARLY", 1),
            session("h", 30, 5, 1L, "ON_TIME", 1)));

    assertEquals(List.of("h|12:00|12:12|5|LATE|5", "h|12:30|12:35|1|ON_TIME|1"), rows());
  }

  @Test
  void aSessionDeletesWhatItSwallowedThoughNoRetractionNamesIt() throws Exception {
    Sink sink = launched(SinkRun.SESSIONS);
    SinkRun.stream(
        sink,
        SinkRun.SESSIONS,
        session("h", 0, 5, 1L, "EARLY", 1),
        session("h", 7, 5, 1L, "EARLY", 1),
        session("h", -5, 5, 9L, "ON_TIME", 1),
        session("h", 15, 5, 1L, "EARLY", 1),
        session("h", 9, 6, 7L, "EARLY", 7),
        session("other", 0, 5, 1L, "EARLY", 1),
        session(null, 0, 5, 1L, "EARLY", 1),
        session(null, 2, 5, 1L, "EARLY", 1));

    SinkRun.stream(
        sink,
        SinkRun.SESSIONS,
        session("h", 0, 12, 5L, "ON_TIME", 5),
        session(null, 0, 7, 2L, "EARLY", 2));

    assertEquals(
        List.of(
            "0|12:00|12:07|2|EARLY|2",
            "h|11:55|12:00|9|ON_TIME|1",
            "h|12:00|12:12|5|ON_TIME|5",
            "h|12:09|12:15|7|EARLY|7",
            "h|12:15|12:20|1|EARLY|1",
            "other|12:00|12:05|1|EARLY|1"),
        rows());
  }

  @Test
  void ofSessionsThatBeginTogetherTheLongerStays() throws Exception {
    Sink sink = launched(SinkRun.SESSIONS);

    SinkRun.stream(
        sink,
        SinkRun.SESSIONS,
        session("h", 0, 5, 1L, "EARLY", 1),
        session("h", 0, 9, 2L, "EARLY", 2));

    assertEquals(List.of("h|12:00|12:09|2|EARLY|2"), rows());
  }

  @Test
  void aTableOfFixedWindowsIsRefusedForSessions() throws Exception {
    launched(HITS);

    SpecException refusal = assertThrows(SpecException.class, () -> launched(SinkRun.SESSIONS));

    assertEquals(
        "web.yaml:12:5: Postgres table \"hits\" is unique by host, window_start, and hits writes"
            + " rows that are unique only by host, window_start, window_end; name another table, or"
            + " drop this one",
        refusal.getMessage());
  }

  @Test
  void aBatchRunReplacesTheSessionsOfItsSliceAlone() throws Exception {
    Sink sink = launched(SinkRun.SESSIONS);
    SinkRun.stream(
        sink,
        SinkRun.SESSIONS,
        session("before", -10, 10, 1L, "ON_TIME", 1),
        session("straddles", -10, 20, 2L, "ON_TIME", 2),
        session("longer in batch", 30, 10, 1L, "ON_TIME", 1),
        session("after", 50, 20, 3L, "ON_TIME", 3));

    SinkRun.batch(
        sink,
        SinkRun.SESSIONS,
        session("straddles", -10, 20, 2L, "ON_TIME", 2),
        session("longer in batch", 30, 15, 2L, "ON_TIME", 2));

    assertEquals(
        List.of(
            "after|12:50|13:10|3|ON_TIME|3",
            "before|11:50|12:00|1|ON_TIME|1",
            "longer in batch|12:30|12:45|2|ON_TIME|2",
            "straddles|11:50|12:10|2|ON_TIME|2"),
        rows());
  }

  @Test
  void whatWasWithdrawnIsForgottenWhenItsWindowCanNoLongerChange() throws Exception {
    Sink sink = launched(HITS);
    Instant end = Instant.ofEpochMilli(NOON.plusSeconds(300).toEpochMilli());
    Instant settled = end.plus(org.joda.time.Duration.standardMinutes(10));
    TestStream<Cells> rows =
        TestStream.create(CellsCoder.of(HITS.schema()))
            .advanceWatermarkTo(end)
            .addElements(pane("gone", 0, null, "RETRACTED", 1, 4))
            .advanceWatermarkTo(settled)
            .addElements(pane("gone", 0, 3L, "ON_TIME", 1, 3))
            .advanceWatermarkTo(settled.plus(org.joda.time.Duration.standardSeconds(1)))
            .addElements(pane("gone", 0, 2L, "ON_TIME", 1, 2))
            .advanceWatermarkToInfinity();

    SinkRun.stream(sink, rows, "--runner=DirectRunner");

    assertEquals(List.of("gone|12:00|12:05|2|ON_TIME|2"), rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void theNewestRowOfEachIdentityDecidesWhateverTheOrderOfTheBundles(String runner)
      throws Exception {
    Random random = new Random(7);
    List<Cells> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int key = 0; key < 20; key++) {
      for (int minute = 0; minute < 15; minute += 5) {
        String host = "host-%02d".formatted(key);
        int last = 1 + random.nextInt(6);
        for (int revision = 1; revision <= last; revision++) {
          boolean retracted = random.nextBoolean();
          rows.add(pane(host, minute, 1L * revision, "EARLY", 1, revision));
          if (retracted) {
            rows.add(pane(host, minute, null, Pane.RETRACTED.name(), 1, revision));
          } else if (revision == last) {
            expected.add(
                "%s|12:%02d|12:%02d|%d|EARLY|%d"
                    .formatted(host, minute, minute + 5, revision, revision));
          }
        }
      }
    }
    Collections.shuffle(rows, random);
    Sink sink = launched(HITS);

    SinkRun.streamOneByOne(runner, sink, HITS, rows);

    assertEquals(expected.stream().sorted().toList(), rows());
  }
}
