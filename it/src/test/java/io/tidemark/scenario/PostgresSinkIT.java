package io.tidemark.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Throwables;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Postgres table holds after rows came in whatever order, and after batch runs. */
class PostgresSinkIT {
  private PostgresDatabase database;

  @BeforeEach
  void takeAnEmptyDatabase() {
    database = SharedFixtures.postgres().fresh("postgres_sink");
  }

  private SinkSpec.Postgres spec(String url, String password, Optional<String> schema) {
    ConnectionSpec.Postgres serving =
        new ConnectionSpec.Postgres("serving", url, database.user(), password, Map.of());
    return new SinkSpec.Postgres(serving, "hits", schema, 2, Map.of(), SinkRun.PLACE);
  }

  /** With another {@code batchSize}. */
  private SinkSpec.Postgres spec(int batchSize) {
    SinkSpec.Postgres small = spec(database.jdbcUrl(), database.password(), Optional.empty());
    return new SinkSpec.Postgres(
        small.connection(), small.table(), small.schema(), batchSize, Map.of(), small.place());
  }

  private Sink sink(Table table) throws SpecException {
    return Sink.of(spec(database.jdbcUrl(), database.password(), Optional.empty()), table, "web");
  }

  private Sink launched() throws Exception {
    Sink sink = sink(SinkRun.HITS);
    SinkRun.launch(sink);
    return sink;
  }

  private static Cells pane(
      @Nullable String host, long hits, String pane, long generation, long revision) {
    return SinkRun.pane(host, 0, hits, pane, generation, revision);
  }

  private static Cells retraction(@Nullable String host, long generation, long revision) {
    return SinkRun.pane(host, 0, null, "RETRACTED", generation, revision);
  }

  /** {@code host|start|hits|pane|generation|revision}, sorted. */
  private List<String> hits() {
    return database
        .query(
            "SELECT concat_ws('|', coalesce(host, 'NULL'),"
                + " to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI'), hits, pane, generation,"
                + " revision) AS line FROM hits")
        .stream()
        .map(row -> (String) row.get("line"))
        .sorted()
        .toList();
  }

  @Test
  void anOlderRevisionNeverOverwritesANewer() throws Exception {
    Sink sink = launched();

    SinkRun.stream(sink, SinkRun.HITS, pane("h", 5, "LATE", 1, 5));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 4, "ON_TIME", 1, 4));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 9, "EARLY", 1, 5));

    assertEquals(List.of("h|12:00|5|LATE|1|5"), hits());
  }

  @Test
  void aNewerOrEqualRowReplaces() throws Exception {
    Sink sink = launched();

    SinkRun.stream(sink, SinkRun.HITS, pane("h", 4, "EARLY", 1, 4));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 5, "ON_TIME", 1, 4));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 6, "ON_TIME", 1, 4));

    assertEquals(List.of("h|12:00|6|ON_TIME|1|4"), hits());
  }

  @Test
  void aHigherGenerationAlwaysReplacesAndALowerNever() throws Exception {
    Sink sink = launched();

    SinkRun.stream(sink, SinkRun.HITS, pane("h", 9, "LATE", 1, 9));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 1, "EARLY", 2, 1));
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 10, "LATE", 1, 10));

    assertEquals(List.of("h|12:00|1|EARLY|2|1"), hits());
  }

  @Test
  void rowsOfOneBundleAreAppliedByAgeAndBeyondTheBatchSize() throws Exception {
    Sink sink = launched();

    SinkRun.stream(
        sink,
        SinkRun.HITS,
        pane("a", 2, "LATE", 1, 2),
        pane("a", 1, "ON_TIME", 1, 1),
        pane("b", 1, "ON_TIME", 1, 1),
        pane("c", 1, "ON_TIME", 1, 1),
        pane("b", 2, "LATE", 1, 2));

    assertEquals(
        List.of("a|12:00|2|LATE|1|2", "b|12:00|2|LATE|1|2", "c|12:00|1|ON_TIME|1|1"), hits());
  }

  @Test
  void nullKeysAreEqual() throws Exception {
    Sink sink = launched();

    SinkRun.stream(sink, SinkRun.HITS, pane(null, 1, "ON_TIME", 1, 1));
    SinkRun.stream(sink, SinkRun.HITS, pane(null, 2, "LATE", 1, 2));
    SinkRun.stream(sink, SinkRun.HITS, pane("", 3, "LATE", 1, 3));

    assertEquals(List.of("NULL|12:00|2|LATE|1|2", "|12:00|3|LATE|1|3"), hits());
  }

  @Test
  void aRetractionDeletesTheRowUnlessThatIsNewer() throws Exception {
    Sink sink = launched();
    SinkRun.stream(
        sink,
        SinkRun.HITS,
        pane("gone", 3, "ON_TIME", 1, 3),
        pane(null, 3, "ON_TIME", 1, 3),
        pane("newer", 4, "LATE", 1, 4));

    SinkRun.stream(
        sink,
        SinkRun.HITS,
        retraction("gone", 1, 3),
        retraction(null, 1, 4),
        retraction("newer", 1, 3));

    assertEquals(List.of("newer|12:00|4|LATE|1|4"), hits());
  }

  @Test
  void aBatchRunThatRunsTwiceLeavesWhatItLeftOnceAndKeepsTheGeneration() throws Exception {
    Sink stream = launched();
    SinkRun.stream(
        stream,
        SinkRun.HITS,
        SinkRun.pane("h", -5, 1L, "ON_TIME", 7, 1),
        SinkRun.pane("h", 0, 2L, "LATE", 7, 2),
        SinkRun.pane("dropped", 55, 3L, "ON_TIME", 7, 3),
        SinkRun.pane("h", 60, 4L, "ON_TIME", 7, 4));
    Cells[] rows = {
      SinkRun.pane("h", 0, 5L, "ON_TIME", 99, 5), SinkRun.pane("new", 55, 1L, "ON_TIME", 99, 1)
    };

    SinkRun.batch(sink(SinkRun.HITS), SinkRun.HITS, rows);
    List<String> once = hits();
    SinkRun.batch(sink(SinkRun.HITS), SinkRun.HITS, rows);

    assertEquals(
        List.of(
            "h|11:55|1|ON_TIME|7|1",
            "h|12:00|5|ON_TIME|7|5",
            "h|13:00|4|ON_TIME|7|4",
            "new|12:55|1|ON_TIME|7|1"),
        once);
    assertEquals(once, hits());
    assertFalse(database.hasTable("_tidemark_stage_hits"));
  }

  @Test
  void stagedRowsAreHiddenAndAreNotDoubledByARetry() throws Exception {
    Sink sink = launched();
    sink.stage();
    Cells row = pane("h", 1, "ON_TIME", 9, 1);

    SinkRun.bounded(sink, SinkRun.HITS, row);
    SinkRun.bounded(sink, SinkRun.HITS, row);
    assertEquals(List.of(), hits());
    sink.publish(SinkRun.FIRST_HOUR);
    sink.publish(SinkRun.FIRST_HOUR);

    assertEquals(List.of("h|12:00|1|ON_TIME|9|1"), hits());
  }

  @Test
  void whatAFailedBatchRunStagedIsNotPublished() throws Exception {
    Sink failed = launched();
    failed.stage();
    SinkRun.bounded(failed, SinkRun.HITS, pane("failed", 1, "ON_TIME", 9, 1));

    SinkRun.batch(sink(SinkRun.HITS), SinkRun.HITS, pane("h", 1, "ON_TIME", 9, 1));

    assertEquals(List.of("h|12:00|1|ON_TIME|9|1"), hits());
  }

  @Test
  void rowsWithoutATimeAreReplacedByIdentity() throws Exception {
    Sink sink = sink(SinkRun.DEAD_LETTERS);
    SinkRun.launch(sink);
    SinkRun.stream(
        sink, SinkRun.DEAD_LETTERS, Cells.of("MALFORMED", "p", 1L), Cells.of("SCHEMA", "p", 2L));

    SinkRun.batch(
        sink,
        SinkRun.DEAD_LETTERS,
        Cells.of("NO_EVENT_TIME", "p", 2L),
        Cells.of("SCHEMA", "p", 3L));

    assertEquals(
        List.of("MALFORMED 1", "NO_EVENT_TIME 2", "SCHEMA 3"),
        database
            .query("SELECT reason || ' ' || source_offset AS line FROM hits ORDER BY source_offset")
            .stream()
            .map(found -> found.get("line"))
            .toList());
  }

  private static final Table EVERY =
      new Table(
          "every",
          Table.Kind.EVENTS,
          Schema.of(
              Field.required("s", Type.STRING),
              Field.nullable("b", Type.BOOLEAN),
              Field.nullable("d", Type.DOUBLE),
              Field.nullable("m", Type.decimal(18, 2)),
              Field.nullable("t", Type.TIMESTAMP),
              Field.nullable("day", Type.DATE),
              Field.nullable("x", Type.BYTES),
              Field.nullable("a", Type.array(Type.STRING)),
              Field.nullable("am", Type.array(Type.decimal(5, 1))),
              Field.nullable("at", Type.array(Type.TIMESTAMP)),
              Field.nullable("ax", Type.array(Type.BYTES))),
          List.of("s"),
          List.of(),
          Optional.empty());

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTypeIsHeldExactly(boolean batch) throws Exception {
    Instant time = Instant.parse("2026-11-01T12:00:00.123456Z");
    Sink sink = sink(EVERY);
    SinkRun.launch(sink);
    Cells full =
        Cells.of(
            "nul \0 tab \t line \n \\N \\. {\"j\"} é",
            true,
            0.1,
            new BigDecimal("12.30"),
            time,
            LocalDate.parse("1969-12-31"),
            new byte[] {1, (byte) 255},
            Arrays.asList("x,\"y\"\\", null, "NULL", ""),
            List.of(new BigDecimal("1.5")),
            List.of(time),
            List.of(new byte[] {2}));
    Cells edges =
        Cells.of(
            "edges",
            false,
            Double.NEGATIVE_INFINITY,
            new BigDecimal("-9999999999999999.99"),
            Instant.parse("-0043-03-15T00:00:00Z"),
            LocalDate.of(0, 1, 1),
            new byte[0],
            List.of(),
            null,
            null,
            null);
    Cells nulls = Cells.of("nulls", null, null, null, null, null, null, null, null, null, null);

    if (batch) {
      SinkRun.batch(sink, EVERY, full, edges, nulls);
    } else {
      SinkRun.stream(sink, EVERY, full, edges, nulls);
    }

    String text =
        "SELECT concat_ws('|', s, b, d, m, t AT TIME ZONE 'UTC', day, x, a, am,"
            + " at[1] AT TIME ZONE 'UTC', ax) AS line FROM hits ORDER BY s DESC";
    assertEquals(
        List.of(
            "nulls",
            "nul \uFFFD tab \t line \n \\N \\. {\"j\"} é|t|0.1|12.30|"
                + "2026-11-01 12:00:00.123456|1969-12-31|\\x01ff|"
                + "{\"x,\\\"y\\\"\\\\\",NULL,\"NULL\",\"\"}|{1.5}|"
                + "2026-11-01 12:00:00.123456|{\"\\\\x02\"}",
            "edges|f|-Infinity|-9999999999999999.99|0044-03-15 00:00:00 BC|0001-01-01 BC|\\x|{}"),
        database.query(text).stream().map(found -> found.get("line")).toList());
    sink(EVERY).check();
  }

  /** A table of hits as someone made it who knew what may be in it. */
  private void makeStrictTable() {
    database.execute(
        "CREATE TABLE hosts (name varchar(5) PRIMARY KEY);"
            + "INSERT INTO hosts VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('few');"
            + "CREATE TABLE hits (host varchar(5) REFERENCES hosts, window_start timestamptz,"
            + " window_end timestamptz, hits bigint CHECK (hits < 100), pane text,"
            + " generation bigint, revision bigint UNIQUE)");
  }

  private static final List<String> REFUSED =
      List.of(
          "longer: ERROR: value too long for type character varying(5)",
          "few: ERROR: new row for relation \"TABLE\" violates check constraint \"hits_hits_check\"",
          "none: ERROR: insert or update on table \"TABLE\" violates foreign key constraint"
              + " \"TABLE_host_fkey\"",
          "e: ERROR: duplicate key value violates unique constraint \"TABLE_revision_key\"");

  private static final Cells[] SOME_BAD = {
    pane("a", 1, "ON_TIME", 1, 1),
    pane("longer", 1, "ON_TIME", 1, 2),
    pane("b", 1, "ON_TIME", 1, 3),
    pane("few", 100, "ON_TIME", 1, 4),
    pane("c", 1, "ON_TIME", 1, 5),
    pane("none", 1, "ON_TIME", 1, 6),
    pane("d", 1, "ON_TIME", 1, 7),
    pane("e", 1, "ON_TIME", 1, 7)
  };

  private static final List<String> THE_OTHERS =
      List.of(
          "a|12:00|1|ON_TIME|1|1",
          "b|12:00|1|ON_TIME|1|3",
          "c|12:00|1|ON_TIME|1|5",
          "d|12:00|1|ON_TIME|1|7");

  private static List<String> refusedBy(String table) {
    return REFUSED.stream().map(line -> line.replace("TABLE", table)).toList();
  }

  @Test
  void aRowThatTheDatabaseRefusesComesOutAndTheOthersAreWritten() throws Exception {
    makeStrictTable();
    Sink sink = Sink.of(spec(1000), SinkRun.HITS, "web");
    SinkRun.launch(sink);

    SinkRun.streamRefusing(
        refusedBy("hits"),
        sink,
        SinkRun.HITS,
        SOME_BAD[0],
        Arrays.copyOfRange(SOME_BAD, 1, SOME_BAD.length));

    assertEquals(THE_OTHERS, hits());
  }

  @Test
  void aBatchRunRefusesRowsBeforeItPublishes() throws Exception {
    makeStrictTable();

    SinkRun.batchRefusing(
        refusedBy("_tidemark_stage_hits"), sink(SinkRun.HITS), SinkRun.HITS, SOME_BAD);

    assertEquals(THE_OTHERS, hits());
  }

  @Test
  void aTableThatIsGoneFailsTheRunInOneLine() throws Exception {
    Sink sink = launched();
    database.execute("DROP TABLE hits");

    RuntimeException failure =
        assertThrows(
            RuntimeException.class,
            () -> SinkRun.stream(sink, SinkRun.HITS, pane("h", 1, "ON_TIME", 1, 1)));

    String message = Throwables.getRootCause(failure).getMessage();
    assertTrue(message.startsWith("writing hits: Postgres at localhost:"), message);
    assertTrue(
        message.endsWith("/postgres_sink refuses: ERROR: relation \"hits\" does not exist (42P01)"),
        message);
  }

  @Test
  void whatOnlyTheWholeTableRefusesFailsThePublishingAndChangesNothing() throws Exception {
    makeStrictTable();
    Sink sink = launched();
    SinkRun.stream(sink, SinkRun.HITS, SinkRun.pane("a", 60, 1L, "ON_TIME", 1, 7));
    List<String> before = hits();

    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () -> SinkRun.batch(sink, SinkRun.HITS, pane("b", 1, "ON_TIME", 1, 7)));

    assertTrue(failure.getMessage().startsWith("publishing hits: Postgres at localhost:"));
    assertEquals(before, hits());
  }

  @Test
  void columnsThatHoldMoreThanIsWrittenAreTaken() throws Exception {
    database.execute(
        "CREATE TABLE hits (s varchar, j json, jb jsonb, v varchar(9), c char(3), m numeric(30,4),"
            + " t timestamp(6) with time zone)");
    Table table =
        new Table(
            "typed",
            Table.Kind.EVENTS,
            Schema.of(
                Field.required("s", Type.STRING),
                Field.nullable("j", Type.STRING),
                Field.nullable("jb", Type.STRING),
                Field.nullable("v", Type.STRING),
                Field.nullable("c", Type.STRING),
                Field.nullable("m", Type.decimal(18, 2)),
                Field.nullable("t", Type.TIMESTAMP)),
            List.of("s"),
            List.of(),
            Optional.empty());
    Sink sink = Sink.of(spec(1000), table, "web");
    SinkRun.launch(sink);
    Cells first = typed("a", "{\"a\": 1}");

    SinkRun.streamRefusing(
        List.of("bad: ERROR: invalid input syntax for type json"),
        sink,
        table,
        first,
        typed("b", "[1]"),
        typed("bad", "{"));
    SinkRun.batchRefusing(
        List.of("worse: ERROR: invalid input syntax for type json"),
        sink,
        table,
        typed("b", "{\"x\": [2]}"),
        typed("worse", "}"));

    assertEquals(
        List.of(
            "a|1|null|v|c  |0.1000|2026-11-01 12:00:00",
            "b|null|2|v|c  |0.1000|2026-11-01 12:00:00"),
        database
            .query(
                "SELECT concat_ws('|', s, coalesce(j ->> 'a', 'null'),"
                    + " coalesce(jb -> 'x' ->> 0, 'null'), v, c, m, t AT TIME ZONE 'UTC') AS line"
                    + " FROM hits ORDER BY s")
            .stream()
            .map(found -> found.get("line"))
            .toList());
  }

  private static Cells typed(String name, String json) {
    return Cells.of(name, json, json, "v", "c", new BigDecimal("0.10"), SinkRun.NOON);
  }

  @Test
  void columnsThatWouldLoseSomethingAreRefused() throws Exception {
    database.execute(
        "CREATE TABLE hits (s char(9), b boolean, d double precision, m numeric(30,1),"
            + " t timestamp(3) with time zone, day date, x bytea, a text[], am numeric(5,1)[],"
            + " at timestamptz[], ax bytea[])");

    SpecException refusal = assertThrows(SpecException.class, () -> sink(EVERY).check());

    assertEquals(
        "web.yaml:12:5: Postgres table \"hits\" has other columns than every writes:"
            + " column s is character(9) (expected text);"
            + " column m is numeric(30,1) (expected numeric(18,2));"
            + " column t is timestamp(3) with time zone (expected timestamp with time zone);"
            + " name another table, or drop this one",
        refusal.getMessage());
  }

  @Test
  void aSchemaThatIsMissingIsCreated() throws Exception {
    Sink sink =
        Sink.of(
            spec(database.jdbcUrl(), database.password(), Optional.of("Web views")),
            SinkRun.HITS,
            "web");

    SinkRun.launch(sink);
    SinkRun.launch(sink);
    SinkRun.stream(sink, SinkRun.HITS, pane("h", 1, "ON_TIME", 1, 1));

    assertEquals(1, database.count("SELECT count(*) FROM \"Web views\".hits"));
    assertEquals(
        1, database.count("SELECT count(*) FROM pg_indexes WHERE schemaname = 'Web views'"));
  }

  @Test
  void aTableWithOtherColumnsIsRefusedWithWhatDiffers() throws Exception {
    database.execute(
        "CREATE TABLE hits (host integer, window_start timestamptz, hits bigint NOT NULL,"
            + " pane text, generation bigint, revision bigint, note text)");

    SpecException refusal = assertThrows(SpecException.class, () -> sink(SinkRun.HITS).check());

    assertEquals(
        "web.yaml:12:5: Postgres table \"hits\" has other columns than hits writes:"
            + " column host is integer (expected text);"
            + " column window_end is missing (expected timestamp with time zone);"
            + " column note is extra (text, expected none);"
            + " column hits is NOT NULL (expected one that takes null);"
            + " name another table, or drop this one",
        refusal.getMessage());
    assertEquals(7, columns());
  }

  private long columns() {
    return database.count(
        "SELECT count(*) FROM information_schema.columns WHERE table_name = 'hits'");
  }

  @Test
  void checkingCreatesNothing() throws Exception {
    sink(SinkRun.HITS).check();

    assertFalse(database.hasTable("hits"));
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    String url = database.jdbcUrl().replace("/postgres_sink", "/no_such_database");

    SpecException refusal =
        assertThrows(
            SpecException.class,
            () -> Sink.of(spec(url, "hunter2", Optional.empty()), SinkRun.HITS, "web").check());

    assertTrue(refusal.getMessage().startsWith("web.yaml:12:5: Postgres at localhost:"));
    assertTrue(
        refusal
            .getMessage()
            .endsWith(
                "/no_such_database refuses: FATAL: database \"no_such_database\" does not exist"
                    + " (3D000)"));
  }

  @Test
  void aServerThatIsNotThereIsUnreachableAndNamed() {
    String url = "jdbc:postgresql://localhost:1/web?password=hunter2";

    UnreachableException failure =
        assertThrows(
            UnreachableException.class,
            () -> Sink.of(spec(url, "p", Optional.empty()), SinkRun.HITS, "web").check());

    assertEquals(
        "Postgres at localhost:1/web is not reachable: Connection to localhost:1 refused. Check"
            + " that the hostname and port are correct and that the postmaster is accepting TCP/IP"
            + " connections.",
        failure.getMessage());
  }
}
