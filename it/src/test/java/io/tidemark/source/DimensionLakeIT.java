package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.enrich.DimensionException;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Cells;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.DimensionSpec.FromIceberg;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/**
 * Dimensions in a real lake: types, validity, ranges, conditions, snapshots, and values that do not
 * fit.
 */
class DimensionLakeIT {
  private static final IcebergLake LAKE = SharedFixtures.lake();

  /** Never closed: that would stop the lock manager of all catalogs in the JVM. */
  private static final HadoopCatalog CATALOG = LAKE.catalog();

  private static final ConnectionSpec.Iceberg CONNECTION =
      new ConnectionSpec.Iceberg("lake", Map.of("type", "hadoop", "warehouse", LAKE.warehouse()));
  private static final long BEFORE_ALL = Long.MIN_VALUE;
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final Field COUNTRY = Field.nullable("country", Type.STRING);

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "valid_to", Types.DateType.get()),
          Types.NestedField.optional(2, "unused", Types.StringType.get()),
          Types.NestedField.required(3, "ip_address", Types.StringType.get()),
          Types.NestedField.optional(4, "country", Types.StringType.get()),
          Types.NestedField.optional(5, "n", Types.IntegerType.get()),
          Types.NestedField.optional(6, "risk", Types.DecimalType.of(9, 3)),
          Types.NestedField.optional(7, "seen", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(8, "valid_from", Types.TimestampType.withZone()),
          Types.NestedField.optional(9, "ip_from", Types.StringType.get()),
          Types.NestedField.optional(10, "ip_to", Types.StringType.get()));

  @Test
  void rowsOfTheSnapshotAreReadAsTheirDeclaredTypes() throws Exception {
    Table table = create("types");
    append(
        table,
        Map.of(
            "ip_address",
            "10.0.0.1",
            "country",
            "NZ",
            "n",
            3,
            "risk",
            new BigDecimal("1.500"),
            "seen",
            LocalDateTime.parse("2026-01-01T00:00:00.000001"),
            "valid_from",
            OffsetDateTime.parse("2026-01-01T00:00:00.000001Z"),
            "valid_to",
            LocalDate.of(2026, 2, 1)),
        Map.of("ip_address", "10.0.0.2"));
    AskedDimension geo =
        AskedDimension.of(
                from("types"),
                COUNTRY,
                Field.nullable("n", Type.LONG),
                Field.nullable("risk", Type.decimal(3, 1)),
                Field.nullable("seen", Type.TIMESTAMP))
            .withValidity();

    assertEquals(List.of(), geo.errors());
    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of("10.0.0.1"),
                Instant.parse("2026-01-01T00:00:00.001Z").toEpochMilli(),
                Instant.parse("2026-02-01T00:00:00Z").toEpochMilli(),
                Cells.of(
                    "NZ", 3L, new BigDecimal("1.5"), Instant.parse("2026-01-01T00:00:00.000001Z"))),
            new DimensionRow(
                Cells.of("10.0.0.2"), BEFORE_ALL, FOR_EVER, Cells.of(null, null, null, null))),
        geo.rows());
  }

  @Test
  void aRangeHasBothItsBoundsInTheKey() throws Exception {
    append(
        create("ranges"),
        Map.of("ip_address", "", "ip_from", "10.0.0.0", "ip_to", "10.0.0.255", "country", "NZ"));

    assertEquals(
        List.of(
            new DimensionRow(
                Cells.of("10.0.0.0", "10.0.0.255"), BEFORE_ALL, FOR_EVER, Cells.of("NZ"))),
        AskedDimension.of(from("ranges"), COUNTRY).withRange().rows());
  }

  @Test
  void aConditionTellsWhichRowsAreWanted() throws Exception {
    append(
        create("narrow"),
        Map.of("ip_address", "a", "country", "NZ", "n", 3),
        Map.of("ip_address", "b", "country", "NZ", "n", 2),
        Map.of("ip_address", "c", "country", "AU", "n", 3),
        Map.of("ip_address", "d", "country", "NZ"));
    AskedDimension geo =
        AskedDimension.of(from("narrow"), COUNTRY, Field.nullable("n", Type.LONG))
            .withWhere("country = 'NZ' AND n > 2");

    assertEquals(
        List.of(new DimensionRow(Cells.of("a"), BEFORE_ALL, FOR_EVER, Cells.of("NZ", 3L))),
        geo.rows());
  }

  @Test
  void aSnapshotIsReadOnceAndANewOneWhole() throws Exception {
    Table table = create("snapshots");
    DimensionSource source =
        SerializableUtils.clone(
            AskedDimension.of(from("snapshots"), COUNTRY).withUpdatedAt("valid_from").source());

    RowsRead none = RowsRead.of(source, null);
    RowsRead stillNone = RowsRead.of(source, none.read());
    append(table, Map.of("ip_address", "a"));
    RowsRead one = RowsRead.of(source, stillNone.read());
    RowsRead same = RowsRead.of(source, one.read());
    table.newDelete().deleteFromRowFilter(Expressions.equal("ip_address", "a")).commit();
    append(table, Map.of("ip_address", "b"), Map.of("ip_address", "c"));
    RowsRead two = RowsRead.of(source, same.read());

    assertFalse(none.changes());
    assertTrue(stillNone.changes());
    assertFalse(one.changes());
    assertTrue(same.changes());
    assertFalse(two.changes());
    assertEquals(List.of(), keys(none));
    assertEquals(List.of(), keys(stillNone));
    assertEquals(List.of("a"), keys(one));
    assertEquals(List.of(), keys(same));
    assertEquals(List.of("b", "c"), keys(two));
    assertTrue(none.read().startedAt() <= one.read().startedAt());
    assertTrue(one.read().startedAt() <= two.read().startedAt());
  }

  private static List<Object> keys(RowsRead read) {
    return read.rows().stream().map(row -> row.key().get(0)).toList();
  }

  @Test
  void aColumnThatWasAddedAfterTheLastSnapshotIsNull() throws Exception {
    Table table = create("evolved");
    append(table, Map.of("ip_address", "a"));
    table.updateSchema().addColumn("region", Types.StringType.get()).commit();

    List<DimensionRow> rows =
        AskedDimension.of(from("evolved"), Field.nullable("region", Type.STRING)).rows();

    assertEquals(
        List.of(
            new DimensionRow(Cells.of("a"), BEFORE_ALL, FOR_EVER, Cells.of(new Object[] {null}))),
        rows);
  }

  @Test
  void aValueThatDoesNotFitIsSaidWithItsRow() throws Exception {
    append(create("wrong"), Map.of("ip_address", "a"), Map.of("ip_address", "b", "country", "x"));

    DimensionException e =
        assertThrows(
            DimensionException.class,
            () -> AskedDimension.of(from("wrong"), Field.nullable("country", Type.LONG)).rows());

    assertEquals("dimension geo, row 2: country is \"x\", expected long", e.getMessage());
  }

  private static FromIceberg from(String table) {
    return new FromIceberg(CONNECTION, "dimension_it." + table);
  }

  private static Table create(String name) {
    return CATALOG.createTable(TableIdentifier.parse("dimension_it." + name), SCHEMA);
  }

  @SafeVarargs
  private static void append(Table table, Map<String, Object>... rows) throws Exception {
    String name = "/data/%d.parquet".formatted(table.history().size());
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(table.location() + name))
            .schema(table.schema())
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .withSpec(table.spec())
            .build();
    try (writer) {
      for (Map<String, Object> row : rows) {
        Record record = GenericRecord.create(table.schema());
        row.forEach(record::setField);
        writer.write(record);
      }
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
  }
}
