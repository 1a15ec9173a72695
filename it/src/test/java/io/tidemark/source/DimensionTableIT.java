package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

/**
 * Dimensions in a real Postgres: types, validity, ranges, conditions, the clock, and values that do
 * not fit.
 */
class DimensionTableIT {
  private static final PostgresDatabase DATABASE =
      SharedFixtures.postgres().fresh("dimension_table_it");
  private static final long JANUARY = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final long FEBRUARY = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();
  private static final long BEFORE_ALL = Long.MIN_VALUE;
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final Field COUNTRY = Field.nullable("country", Type.STRING);
  private static final Field RISK = Field.nullable("risk", Type.decimal(3, 1));
  private static final Field COUNT = Field.nullable("n", Type.LONG);

  @Test
  void rowsOfATableAreReadAsTheirDeclaredTypes() throws Exception {
    DATABASE.execute(
        "CREATE TABLE ip_geo (ip_address inet, country text, risk numeric, n int, vip boolean,"
            + " valid_from timestamptz, valid_to date)");
    DATABASE.execute(
        "INSERT INTO ip_geo VALUES ('10.0.0.1', 'NZ', 1.50, 3, true,"
            + " '2026-01-01T01:00:00+01:00', '2026-02-01'), ('10.0.0.2', NULL, NULL, NULL, NULL,"
            + " NULL, NULL), ('10.0.0.3', 'XX', 0, 0, false, NULL, NULL)");
    AskedDimension geo =
        AskedDimension.of(
                table("public.ip_geo"), COUNTRY, RISK, COUNT, Field.nullable("vip", Type.BOOLEAN))
            .withValidity();

    assertEquals(List.of(), geo.errors());
    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of("10.0.0.1"),
                JANUARY,
                FEBRUARY,
                Cells.of("NZ", new BigDecimal("1.5"), 3L, true)),
            new DimensionRow(
                Cells.of("10.0.0.2"), BEFORE_ALL, FOR_EVER, Cells.of(null, null, null, null))),
        geo.withWhere("country <> 'XX' OR country IS NULL").rows());
  }

  @Test
  void everyTypeComesThroughAndAnotherOneByItsText() throws Exception {
    FromPostgres query =
        query(
            "SELECT 'a' AS ip_address, 12.5::float8 AS d, 1.1::float4 AS f, 7::numeric AS n,"
                + " 0::bigint AS zero, 0::float8 AS nought, DATE '2026-02-01' AS day,"
                + " '\\x0102'::bytea AS raw, TIMESTAMP '2026-01-01 00:00:00.000001' AS local,"
                + " '2026-01-01T00:00:00Z' AS written, 5 AS five,"
                + " TIMESTAMPTZ '2026-01-01T00:00:00+05' AS zoned");
    AskedDimension geo =
        AskedDimension.of(
            query,
            Field.nullable("d", Type.DOUBLE),
            Field.nullable("f", Type.DOUBLE),
            COUNT,
            Field.nullable("zero", Type.LONG),
            Field.nullable("nought", Type.DOUBLE),
            Field.nullable("day", Type.DATE),
            Field.nullable("raw", Type.BYTES),
            Field.nullable("local", Type.TIMESTAMP),
            Field.nullable("written", Type.TIMESTAMP),
            Field.nullable("five", Type.STRING),
            Field.nullable("zoned", Type.STRING));

    DimensionRow row = geo.rows().get(0);

    assertEquals(
        Cells.of(
            12.5,
            1.1,
            7L,
            0L,
            0.0,
            LocalDate.of(2026, 2, 1),
            new byte[] {1, 2},
            Instant.parse("2026-01-01T00:00:00.000001Z"),
            Instant.parse("2026-01-01T00:00:00Z"),
            "5",
            "2025-12-31 19:00:00+00"),
        row.columns());
  }

  @Test
  void rowsOfAQueryAreReadWithAllTheSignsThatPostgresKnows() throws Exception {
    String signs =
        "SELECT '1.1.1.1' AS ip_address, '{\"a\":1}'::jsonb AS doc, '{d}' AS country -- x";

    List<DimensionRow> rows =
        AskedDimension.of(query(signs), COUNTRY).withWhere("doc ? 'a' -- {x}").rows();

    assertEquals(
        List.of(new DimensionRow(Cells.of("1.1.1.1"), BEFORE_ALL, FOR_EVER, Cells.of("{d}"))),
        rows);
  }

  @Test
  void boundsOfARangeAreAddressesWithoutTheirPrefixLength() throws Exception {
    FromPostgres query =
        query(
            "SELECT ip_from, ip_to, ip_from AS country FROM (VALUES"
                + " ('10.0.0.0'::cidr, '10.0.0.255'::inet), ('2001:db8::', '2001:db8::ff/128'),"
                + " ('10.0.1.0/24', '::/32')) AS r(ip_from, ip_to)");

    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of("10.0.0.0", "10.0.0.255"), BEFORE_ALL, FOR_EVER, Cells.of("10.0.0.0/32")),
            new DimensionRow(
                Cells.of("2001:db8::", "2001:db8::ff"),
                BEFORE_ALL,
                FOR_EVER,
                Cells.of("2001:db8::/128")),
            new DimensionRow(
                Cells.of("10.0.1.0/24", "::/32"), BEFORE_ALL, FOR_EVER, Cells.of("10.0.1.0/24"))),
        AskedDimension.of(query, COUNTRY).withRange().rows());
  }

  @Test
  void aValidityWithoutAnEndMayBeWrittenAsInfinity() throws Exception {
    String row = "SELECT 'a' AS ip_address, 'NZ' AS country, %s AS valid_from, %s AS valid_to";
    AskedDimension open =
        AskedDimension.of(
                query(row.formatted("'-infinity'::timestamptz", "'infinity'::date")), COUNTRY)
            .withValidity();
    AskedDimension never =
        AskedDimension.of(
                query(row.formatted("'infinity'::timestamp", "'infinity'::timestamp")), COUNTRY)
            .withValidity();

    assertEquals(
        List.of(new DimensionRow(Cells.of("a"), BEFORE_ALL, FOR_EVER, Cells.of("NZ"))),
        open.rows());
    assertEquals(
        "dimension geo, row 1: valid_from is infinity, expected a time or NULL for none",
        assertThrows(DimensionException.class, never::rows).getMessage());
  }

  @Test
  void aReadBeganWhenTheDatabaseSaysSo() throws Exception {
    PostgresDatabase slow = SharedFixtures.postgres().fresh("dimension_clock_it");
    slow.execute("CREATE TABLE ip_geo AS SELECT 'a' AS ip_address, 'NZ' AS country");
    slow.execute(
        "CREATE FUNCTION public.now() RETURNS timestamptz STABLE LANGUAGE sql AS"
            + " $$SELECT pg_catalog.now() - interval '1 hour'$$");
    slow.execute("ALTER DATABASE dimension_clock_it SET search_path = public, pg_catalog");
    FromPostgres from =
        new FromPostgres(
            connection(slow.jdbcUrl(), Map.of()), Optional.of("ip_geo"), Optional.empty());
    DimensionSource source = SerializableUtils.clone(AskedDimension.of(from, COUNTRY).source());

    long before = slow.count("SELECT floor(extract(epoch FROM now()) * 1000)::bigint");
    long startedAt = source.read(null, row -> {}).startedAt();
    long after = slow.count("SELECT ceil(extract(epoch FROM now()) * 1000)::bigint");

    assertTrue(before <= startedAt && startedAt <= after, before + " " + startedAt + " " + after);
  }

  @Test
  void aServerThatDoesNotAnswerInTimeFailsTheRead() {
    FromPostgres from =
        new FromPostgres(
            connection(DATABASE.jdbcUrl(), Map.of("socketTimeout", "1")),
            Optional.empty(),
            Optional.of("SELECT pg_sleep(60)::text AS ip_address, '' AS country"));

    SQLException e =
        assertThrows(SQLException.class, () -> AskedDimension.of(from, COUNTRY).rows());

    assertTrue(DimensionDatabase.isUnreachable(e), e.getSQLState());
  }

  @Test
  void aValueThatDoesNotFitIsSaidWithItsRow() {
    String rows = "SELECT 'a' AS ip_address, %s AS risk FROM generate_series(1, 2)";

    assertEquals(
        "dimension geo, row 1: risk is 0.25, expected decimal(3,1)",
        wrong(query(rows.formatted("0.25")), RISK));
    assertEquals(
        "dimension geo, row 1: risk is no bytea, expected bytes",
        wrong(query(rows.formatted("'x'")), Field.nullable("risk", Type.BYTES)));
    assertEquals(
        "dimension geo, row 1: risk cannot be an array, expected a single value",
        wrong(
            query(rows.formatted("ARRAY['x']")), Field.nullable("risk", Type.array(Type.STRING))));
    assertEquals(
        "dimension geo, row 1: risk is \"NaN\", expected double",
        wrong(query(rows.formatted("'NaN'::float8")), Field.nullable("risk", Type.DOUBLE)));
  }

  private static String wrong(FromPostgres from, Field column) {
    return assertThrows(DimensionException.class, () -> AskedDimension.of(from, column).rows())
        .getMessage();
  }

  private static FromPostgres table(String name) {
    return new FromPostgres(
        connection(DATABASE.jdbcUrl(), Map.of()), Optional.of(name), Optional.empty());
  }

  private static FromPostgres query(String sql) {
    return new FromPostgres(
        connection(DATABASE.jdbcUrl(), Map.of()), Optional.empty(), Optional.of(sql));
  }

  private static ConnectionSpec.Postgres connection(String url, Map<String, String> properties) {
    return new ConnectionSpec.Postgres(
        "serving", url, DATABASE.user(), DATABASE.password(), properties);
  }
}
