package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import io.tidemark.spec.Place;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.UnreachableException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Dimensions in a real Postgres: types, validity, conditions, and what is said when it is wrong.
 */
class ReadDimensionIT {
  private static final PostgresDatabase DATABASE =
      SharedFixtures.postgres().fresh("read_dimension_it");
  private static final Schema KEY = Schema.of(Field.required("ip", Type.STRING));
  private static final long JANUARY = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  @BeforeAll
  static void makeTable() {
    DATABASE.execute(
        "CREATE TABLE ip_geo (ip_address inet, country text, city varchar, risk numeric, n int,"
            + " vip boolean, valid_from timestamptz, valid_to date)");
    DATABASE.execute(
        "INSERT INTO ip_geo VALUES ('10.0.0.1', 'NZ', 'Akaroa', 1.50, 3, true,"
            + " '2026-01-01T01:00:00+01:00', '2026-02-01'), ('10.0.0.2', NULL, NULL, NULL, NULL,"
            + " NULL, NULL, NULL), ('10.0.0.3', 'XX', '', 0, 0, false, NULL, NULL)");
  }

  @Test
  void rowsOfATableAreReadAsTheirDeclaredTypes() {
    DimensionSpec spec =
        dimension(
            Optional.of("public.ip_geo"),
            Optional.empty(),
            Optional.of("country <> 'XX' OR country IS NULL"));

    Pipeline pipeline = Pipeline.create();
    PAssert.that(pipeline.apply("Load", ReadDimension.of(spec, KEY)))
        .containsInAnyOrder(
            new DimensionRow(
                Cells.of("10.0.0.1"),
                JANUARY,
                Instant.parse("2026-02-01T00:00:00Z").toEpochMilli(),
                Cells.of("NZ", new BigDecimal("1.5"), 3L, true)),
            new DimensionRow(
                Cells.of("10.0.0.2"),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Cells.of(null, null, null, null)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void rowsOfAQueryAreRead() throws SQLException {
    UnaryOperator<String> query =
        risk ->
            "SELECT '1.1.1.1' AS ip_address, 'NZ' AS country, %s AS risk, 1.0 AS n, true AS vip,"
                    .formatted(risk)
                + " DATE '2026-01-01' AS valid_from, NULL::date AS valid_to -- a comment";
    DimensionSpec good =
        dimension(Optional.empty(), Optional.of(query.apply("0.20")), Optional.empty());
    DimensionSpec bad =
        dimension(Optional.empty(), Optional.of(query.apply("0.25")), Optional.empty());

    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of("1.1.1.1"),
                JANUARY,
                Long.MAX_VALUE,
                Cells.of("NZ", new BigDecimal("0.2"), 1L, true))),
        load(good));
    DimensionException e = assertThrows(DimensionException.class, () -> load(bad));

    assertEquals("dimension geo, row 1: risk is 0.25, expected decimal(3,1)", e.getMessage());
  }

  private static List<DimensionRow> load(DimensionSpec spec) throws SQLException {
    List<DimensionRow> rows = new ArrayList<>();
    new DimensionTable(new DimensionLayout(spec, KEY), (FromPostgres) spec.from(), spec.where())
        .read(rows::add);
    return rows;
  }

  private static ConnectionSpec.Postgres connection(String url) {
    return new ConnectionSpec.Postgres(
        "serving", url, DATABASE.user(), DATABASE.password(), Map.of());
  }

  private static DimensionSpec dimension(
      Optional<String> table, Optional<String> query, Optional<String> where) {
    return dimension(new FromPostgres(connection(DATABASE.jdbcUrl()), table, query), where);
  }

  private static DimensionSpec dimension(FromPostgres from, Optional<String> where) {
    return new DimensionSpec(
        "geo",
        from,
        List.of(new DimensionSpec.KeyPart("ip", "ip_address", Optional.empty())),
        List.of(
            Field.nullable("country", Type.STRING),
            Field.nullable("risk", Type.decimal(3, 1)),
            Field.nullable("n", Type.LONG),
            Field.nullable("vip", Type.BOOLEAN)),
        Optional.of("valid_from"),
        Optional.of("valid_to"),
        where,
        Optional.empty(),
        Optional.empty(),
        DimensionSpec.Freshness.LATEST,
        Optional.empty(),
        5_000_000,
        DimensionSpec.OnMiss.NULLS,
        new Place("web.yaml", 30, 3));
  }

  private static List<SpecError> errors(DimensionSpec spec) throws UnreachableException {
    return DimensionCheck.errors(spec, KEY);
  }

  @Test
  void whatIsMissingIsSaidWithItsPlaceAndWhatThereIs() throws Exception {
    DATABASE.execute("CREATE TABLE bare (ip_address inet, country text)");

    assertEquals(
        List.of(
            new SpecError(
                new Place("web.yaml", 30, 3),
                "dimension geo: table bare has no column risk, n, vip, valid_from, valid_to;"
                    + " it has ip_address, country")),
        errors(dimension(Optional.of("bare"), Optional.empty(), Optional.empty())));
    String noTable =
        errors(dimension(Optional.of("nothing"), Optional.empty(), Optional.empty())).toString();
    assertTrue(noTable.contains("relation \"nothing\" does not exist"), noTable);
    String noColumn =
        errors(dimension(Optional.of("ip_geo"), Optional.empty(), Optional.of("nope > 1")))
            .toString();
    assertTrue(noColumn.contains("column \"nope\" does not exist"), noColumn);
    assertEquals(
        List.of(), errors(dimension(Optional.of("ip_geo"), Optional.empty(), Optional.empty())));
  }

  @Test
  void aDatabaseThatIsNotThereIsUnreachableAndNamedWithoutSecrets() {
    FromPostgres from =
        new FromPostgres(
            connection("jdbc:postgresql://localhost:1/web?password=hidden"),
            Optional.of("ip_geo"),
            Optional.empty());

    UnreachableException e =
        assertThrows(UnreachableException.class, () -> errors(dimension(from, Optional.empty())));

    assertEquals(
        "dimension geo: no Postgres answers at localhost:1 (connection serving)", e.getMessage());
  }
}
