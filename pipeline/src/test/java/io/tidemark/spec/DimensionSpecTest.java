package io.tidemark.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.Dimension;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.spec.DimensionSpec.Freshness;
import io.tidemark.spec.DimensionSpec.KeyPart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a spec says of a dimension, as it is read. */
final class DimensionSpecTest {
  private static final String FROM = "from: {postgres: serving, table: ip_geo}";
  private static final String KEY = "key: {ip: ip_address}";
  private static final String COLUMNS = "columns: [country, city]";

  private static PipelineSpec spec(String old, String replacement) throws SpecException {
    return SpecFile.defaults().with(old, replacement).parse();
  }

  private static DimensionSpec geo(String old, String replacement) throws SpecException {
    return spec(old, replacement).dimensions().get(0);
  }

  @Test
  void whatKeepsItUpToDateIsRead() throws SpecException {
    DimensionSpec geo =
        geo(
            COLUMNS,
            COLUMNS
                + "\n    refreshEvery: 1m\n    maxAge: 10m\n    updatedAt: changed\n    freshness:"
                + " wait");

    assertEquals(Optional.of(Duration.ofMinutes(1)), geo.refreshEvery());
    assertEquals(Optional.of(Duration.ofMinutes(10)), geo.maxAge());
    assertEquals(Optional.of("changed"), geo.updatedAt());
    assertEquals(Freshness.WAIT, geo.freshness());
  }

  @Test
  void anEventSaysWhichReadItSawUnlessItWaitsForTheRightOne() throws SpecException {
    List<Field> joined =
        List.of(
            Field.nullable("geo.country", Type.STRING), Field.nullable("geo.city", Type.STRING));
    DimensionSpec waits = geo(COLUMNS, COLUMNS + "\n    refreshEvery: 1m\n    freshness: wait");
    PipelineSpec latest = SpecFile.defaults().parse();

    assertEquals(joined, waits.enrichedFields());
    assertEquals(
        Schema.of(joined).with(List.of(Field.nullable("geo.loaded_at", Type.TIMESTAMP))).fields(),
        latest.dimensions().get(0).enrichedFields());
    assertTrue(latest.enrichedSchema().has("geo.loaded_at"));
  }

  @Test
  void aRangeIsTheLastPartOfTheKeyWhereverItStands() throws SpecException {
    PipelineSpec spec = spec(KEY, "key: {ip: {between: [low, high]}, host: name}");

    DimensionSpec geo = spec.dimensions().get(0);
    Dimension dimension = geo.of(spec.eventSchema());

    assertEquals(
        List.of(
            new KeyPart("host", "name", Optional.empty()),
            new KeyPart("ip", "low", Optional.of("high"))),
        geo.key());
    assertTrue(dimension.range());
    assertEquals(List.of("host", "ip"), dimension.key().names());
  }

  @Test
  void rowsMayBeInATableOfTheLake() throws SpecException {
    DimensionSpec geo = geo(FROM, "from: {iceberg: lake, table: web.geo}");

    DimensionSpec.FromIceberg from = (DimensionSpec.FromIceberg) geo.from();
    assertEquals("web.geo", from.table());
    assertEquals("lake", from.connection().name());
  }

  @Test
  void aConditionMayUseEveryColumnThatTheDimensionNames() throws SpecException {
    PipelineSpec spec =
        SpecFile.defaults()
            .with(
                FROM,
                "from: {files: geo.csv}\n    where: \"low <= 7 AND country <> '' AND since IS NOT"
                    + " NULL\"\n    validFrom: since\n    validTo: until")
            .with(KEY, "key: {host: name, status: {between: [low, high]}}")
            .parse();
    DimensionSpec geo = spec.dimensions().get(0);

    Schema columns = geo.sourceSchema(geo.of(spec.eventSchema()).key());

    assertEquals(
        Schema.of(
            Field.nullable("name", Type.STRING),
            Field.nullable("low", Type.LONG),
            Field.nullable("high", Type.LONG),
            Field.nullable("country", Type.STRING),
            Field.nullable("city", Type.STRING),
            Field.nullable("since", Type.TIMESTAMP),
            Field.nullable("until", Type.TIMESTAMP)),
        columns);
  }
}
