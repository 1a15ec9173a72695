package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import io.tidemark.spec.DimensionSpec.FromPostgres;
import io.tidemark.spec.UnreachableException;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** What is said of dimensions in real systems that lack something, or are not there. */
class DimensionCheckIT {
  private static final PostgresDatabase DATABASE =
      SharedFixtures.postgres().fresh("dimension_check_it");
  private static final IcebergLake LAKE = SharedFixtures.lake();

  /** Never closed: that would stop the lock manager of all catalogs in the JVM. */
  private static final HadoopCatalog CATALOG = LAKE.catalog();

  private static final ConnectionSpec.Iceberg CONNECTION =
      new ConnectionSpec.Iceberg("lake", Map.of("type", "hadoop", "warehouse", LAKE.warehouse()));
  private static final Field COUNTRY = Field.nullable("country", Type.STRING);
  private static final Field RISK = Field.nullable("risk", Type.decimal(3, 1));
  private static final Field COUNT = Field.nullable("n", Type.LONG);

  @Test
  void whatPostgresLacksIsSaidWithItsPlaceAndWhatThereIs() throws Exception {
    DATABASE.execute("CREATE TABLE bare (ip_address inet, country text, touched text)");
    AskedDimension bare = AskedDimension.of(table("bare"), COUNTRY);
    String postgres = "dimension geo: Postgres at " + address() + " says: ERROR: ";

    assertEquals(
        AskedDimension.error(
            "dimension geo: table bare has no column risk, n, valid_from, valid_to, updated_at;"
                + " it has ip_address, country, touched"),
        AskedDimension.of(table("bare"), COUNTRY, RISK, COUNT)
            .withValidity()
            .withUpdatedAt("updated_at")
            .errors());
    assertEquals(
        AskedDimension.error("dimension geo: its query has no column ip_address; it has country"),
        AskedDimension.of(query("SELECT '' AS country"), COUNTRY).errors());
    assertEquals(
        AskedDimension.error(
            "dimension geo: updatedAt touched is of type text,"
                + " expected timestamptz, timestamp, date or an integer"),
        bare.withUpdatedAt("touched").errors());
    assertEquals(
        AskedDimension.error(postgres + "relation \"nothing\" does not exist\n  Position: 15"),
        AskedDimension.of(table("nothing"), COUNTRY).errors());
    assertEquals(
        AskedDimension.error(postgres + "column \"nope\" does not exist\n  Position: 29"),
        bare.withWhere("nope > 1").errors());
    assertEquals(List.of(), bare.errors());
  }

  @Test
  void aDatabaseThatIsNotThereIsUnreachableAndNamedWithoutSecrets() {
    FromPostgres from =
        new FromPostgres(
            connection("jdbc:postgresql://localhost:1/web?password=hidden", Map.of()),
            Optional.of("ip_geo"),
            Optional.empty());

    UnreachableException e =
        assertThrows(UnreachableException.class, () -> AskedDimension.of(from, COUNTRY).errors());

    assertEquals(
        "dimension geo: no Postgres answers at localhost:1 (connection serving)", e.getMessage());
  }

  @Test
  void whatTheLakeLacksIsSaidWithItsPlaceAndWhatThereIs() throws Exception {
    CATALOG.createTable(
        TableIdentifier.parse("dimension_check_it.bare"),
        new Schema(
            Types.NestedField.required(1, "ip_address", Types.StringType.get()),
            Types.NestedField.optional(2, "country", Types.StringType.get())));
    AskedDimension bare = AskedDimension.of(from("bare"), COUNTRY);
    String missing =
        "dimension geo: Iceberg table dimension_check_it.bare (lake) has no column valid_from,"
            + " valid_to, updated_at; it has ip_address, country";

    assertEquals(List.of(), bare.errors());
    assertEquals(
        AskedDimension.error(missing), bare.withValidity().withUpdatedAt("updated_at").errors());
    assertEquals(
        missing,
        assertThrows(
                DimensionException.class,
                () -> bare.withValidity().withUpdatedAt("updated_at").rows())
            .getMessage());
    assertEquals(
        AskedDimension.error(
            "dimension geo: its `where`: no column nope; there are ip_address, country"),
        bare.withWhere("nope > 1").errors());
    assertEquals(
        AskedDimension.error(
            "dimension geo: Iceberg table dimension_check_it.nothing (lake) does not exist"),
        AskedDimension.of(from("nothing"), COUNTRY).errors());
    assertEquals(
        "Iceberg table dimension_check_it.nothing (lake) does not exist",
        assertThrows(
                FileNotFoundException.class,
                () -> AskedDimension.of(from("nothing"), COUNTRY).rows())
            .getMessage());
  }

  @Test
  void aCatalogThatIsNotThereIsUnreachableAndNamedWithoutSecrets() {
    ConnectionSpec.Iceberg away =
        new ConnectionSpec.Iceberg(
            "lake",
            Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:postgresql://localhost:1/lake?password=hidden",
                "warehouse",
                LAKE.warehouse()));
    AskedDimension geo = AskedDimension.of(new FromIceberg(away, "web.geo"), COUNTRY);

    UnreachableException e = assertThrows(UnreachableException.class, geo::errors);

    assertTrue(
        e.getMessage().startsWith("dimension geo: the Iceberg catalog lake cannot be read: "),
        e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  private static String address() {
    return DATABASE.jdbcUrl().replaceFirst(".*//", "").replaceFirst("/.*", "");
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

  private static FromIceberg from(String table) {
    return new FromIceberg(CONNECTION, "dimension_check_it." + table);
  }
}
