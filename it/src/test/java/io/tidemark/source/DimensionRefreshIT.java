package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.enrich.DimensionSource.Read;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Which rows of a table in a real Postgres are read again, by its column updatedAt. */
class DimensionRefreshIT {
  private static final PostgresDatabase DATABASE =
      SharedFixtures.postgres().fresh("dimension_refresh_it");

  private final Set<String> rows = new TreeSet<>();

  @Test
  void aReadAfterTheFirstAsksForWhatMayHaveChangedAndForRowsWithoutATime() throws Exception {
    DimensionSource source = source("changed", "timestamptz");
    DATABASE.execute(
        "INSERT INTO changed VALUES ('outside', 'a', '2026-01-01T11:49:59.999999Z'),"
            + " ('edge', 'a', '2026-01-01T11:50:00.000000Z'), ('none', 'a', NULL),"
            + " ('newest', 'a', '2026-01-01T12:00:00Z'), ('infinite', 'a', 'infinity')");

    RowsRead first = read(source, null);
    Set<String> all = rowsSince();
    DATABASE.execute("UPDATE changed SET country = 'b' WHERE ip_address IN ('outside', 'edge')");
    DATABASE.execute(
        "UPDATE changed SET country = 'b', updated_at = '2026-01-01T12:05:00Z'"
            + " WHERE ip_address = 'newest'");
    DATABASE.execute("INSERT INTO changed VALUES ('new', 'b', '2026-01-01T12:06:00.000001Z')");
    RowsRead second = read(source, first.read());
    Set<String> changed = rowsSince();
    RowsRead third = read(source, second.read());
    Set<String> again = rowsSince();

    assertFalse(first.changes());
    assertEquals(Set.of("outside a", "edge a", "none a", "newest a", "infinite a"), all);
    assertTrue(second.changes());
    assertEquals(Set.of("edge b", "none a", "newest b", "new b", "infinite a"), changed);
    assertTrue(third.changes());
    assertEquals(Set.of("none a", "newest b", "new b", "infinite a"), again);
    assertTrue(
        first.read().startedAt() <= second.read().startedAt()
            && second.read().startedAt() <= third.read().startedAt());
  }

  @Test
  void aTransactionThatBeganEarlierAndCommittedLaterIsNotLost() throws Exception {
    DimensionSource source = source("late", "timestamptz");
    DATABASE.execute("INSERT INTO late VALUES ('old', 'a', now() - interval '1 hour')");

    try (Connection connection = DATABASE.connect();
        Statement late = connection.createStatement()) {
      connection.setAutoCommit(false);
      late.execute("INSERT INTO late VALUES ('late', 'a', now())");
      DATABASE.execute("INSERT INTO late VALUES ('early', 'a', now())");
      RowsRead before = read(source, null);
      Set<String> seenBefore = rowsSince();
      connection.commit();
      RowsRead after = read(source, before.read());
      Set<String> seenAfter = rowsSince();

      assertEquals(Set.of("old a", "early a"), seenBefore);
      assertTrue(after.changes());
      assertEquals(Set.of("early a", "late a"), seenAfter);
    }
  }

  @Test
  void aRowOfTheFutureHidesNoneThatChangesNow() throws Exception {
    DimensionSource source = source("future", "timestamptz");
    DATABASE.execute("INSERT INTO future VALUES ('future', 'a', '2999-01-01T00:00:00Z')");

    RowsRead first = read(source, null);
    rowsSince();
    DATABASE.execute("INSERT INTO future VALUES ('now', 'a', now())");
    read(source, first.read());

    assertEquals(Set.of("future a", "now a"), rowsSince());
  }

  @Test
  void timestampsWithoutAZoneAndDatesTellAsWell() throws Exception {
    DimensionSource local = source("local_times", "timestamp");
    DimensionSource dates = source("dates", "date");
    DATABASE.execute(
        "INSERT INTO local_times VALUES ('old', 'a', '2026-01-01T11:49:59.999999'),"
            + " ('edge', 'a', '2026-01-01T11:50:00'), ('newest', 'a', '2026-01-01T12:00:00')");
    DATABASE.execute(
        "INSERT INTO dates VALUES ('old', 'a', '2025-12-30'), ('edge', 'a', '2025-12-31'),"
            + " ('newest', 'a', '2026-01-01')");

    RowsRead localRead = read(local, null);
    RowsRead datesRead = read(dates, null);
    rowsSince();
    read(local, localRead.read());
    Set<String> changedLocal = rowsSince();
    read(dates, datesRead.read());
    Set<String> changedDates = rowsSince();

    assertEquals(Set.of("edge a", "newest a"), changedLocal);
    assertEquals(Set.of("edge a", "newest a"), changedDates);
  }

  @Test
  void anIntegerTellsOnceThereIsAReadThatBeganTheOverlapBefore() throws Exception {
    DimensionSource source = source("numbers", "bigint");
    DATABASE.execute("INSERT INTO numbers VALUES ('old', 'a', 6), ('newest', 'a', 7)");
    RowsRead now = read(source, null);
    rowsSince();
    long earlier = now.read().startedAt() - DimensionChanges.OVERLAP.toMillis();
    DimensionChanges known = DimensionChanges.after(null, "updated_at", "int8").orElseThrow();
    Read longAgo = new Read(earlier, known.mark(earlier, 7));

    RowsRead tooEarly = read(source, now.read());
    Set<String> all = rowsSince();
    RowsRead between = read(source, longAgo);
    Set<String> allAgain = rowsSince();
    RowsRead changes = read(source, between.read());
    Set<String> changed = rowsSince();

    assertFalse(tooEarly.changes());
    assertEquals(Set.of("old a", "newest a"), all);
    assertFalse(between.changes());
    assertEquals(Set.of("old a", "newest a"), allAgain);
    assertTrue(changes.changes());
    assertEquals(Set.of("newest a"), changed);
  }

  @Test
  void aConditionIsAskedOfWhatChangedToo() throws Exception {
    AskedDimension asked = asked("narrow", "timestamptz").withWhere("country = 'a' OR false");
    DATABASE.execute("INSERT INTO narrow VALUES ('1', 'a', now()), ('2', 'b', now())");

    RowsRead first = read(asked.source(), null);
    DATABASE.execute("INSERT INTO narrow VALUES ('3', 'a', now()), ('4', 'b', now())");
    rowsSince();
    read(asked.source(), first.read());

    assertEquals(Set.of("1 a", "3 a"), rowsSince());
  }

  @Test
  void aTableWithoutUpdatedAtIsReadWholeEachTime() throws Exception {
    DATABASE.execute("CREATE TABLE whole AS SELECT 'a' AS ip_address, 'b' AS country");
    DimensionSource source = AskedDimension.of(table("whole"), country()).source();

    RowsRead second = read(source, read(source, null).read());

    assertFalse(second.changes());
    assertEquals(Set.of("a b"), rowsSince());
  }

  @Test
  void aColumnThatTellsNoTimeIsNamed() {
    DimensionSource source = source("texts", "text");

    DimensionException e =
        assertThrows(DimensionException.class, () -> source.read(null, row -> {}));

    assertEquals(
        "dimension geo: updatedAt updated_at is of type text,"
            + " expected timestamptz, timestamp, date or an integer",
        e.getMessage());
  }

  private RowsRead read(DimensionSource source, @Nullable Read previous) throws Exception {
    RowsRead read = RowsRead.of(source, previous);
    read.rows().forEach(row -> rows.add(row.key().get(0) + " " + row.columns().get(0)));
    return read;
  }

  /** The rows that were read since the last call. */
  private Set<String> rowsSince() {
    Set<String> since = Set.copyOf(rows);
    rows.clear();
    return since;
  }

  private static DimensionSource source(String table, String type) {
    return asked(table, type).source();
  }

  /** Of a new table whose rows have an address, a country, and when they were updated. */
  private static AskedDimension asked(String table, String type) {
    DATABASE.execute(
        "CREATE TABLE %s (ip_address text PRIMARY KEY, country text, updated_at %s)"
            .formatted(table, type));
    return AskedDimension.of(table(table), country()).withUpdatedAt("updated_at");
  }

  private static Field country() {
    return Field.nullable("country", Type.STRING);
  }

  private static FromPostgres table(String name) {
    return new FromPostgres(
        new ConnectionSpec.Postgres(
            "serving", DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password(), Map.of()),
        Optional.of(name),
        Optional.empty());
  }
}
