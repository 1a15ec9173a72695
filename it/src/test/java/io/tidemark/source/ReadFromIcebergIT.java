package io.tidemark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.SharedFixtures;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import io.tidemark.model.Type;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.Place;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecError;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Events that a lake holds come back with every cell and stamp that they had. */
class ReadFromIcebergIT {
  private static final IcebergLake LAKE = SharedFixtures.lake();
  private static final ConnectionSpec.Iceberg CONNECTION =
      new ConnectionSpec.Iceberg("lake", Map.of("type", "hadoop", "warehouse", LAKE.warehouse()));
  private static final Place PLACE = new Place("web.yaml", 5, 3);
  private static final Instant TIME = Instant.parse("2026-11-01T12:00:00.123456Z");
  private static final Instant ARRIVED = Instant.parse("2026-11-01T12:00:01.500Z");

  private static final EventSpec EVENT =
      new EventSpec(
          List.of(
              field("at", Type.TIMESTAMP, false),
              field("host", Type.STRING, true),
              field("n", Type.LONG, true),
              field("x", Type.DOUBLE, true),
              field("ok", Type.BOOLEAN, true),
              field("price", Type.decimal(9, 2), true),
              field("day", Type.DATE, true),
              field("raw", Type.BYTES, true),
              field("tags", Type.array(Type.STRING), true)),
          List.of(),
          "at",
          new EventSpec.WatermarkSpec(Duration.ZERO, Duration.ZERO, Duration.ZERO),
          Optional.empty());

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "at", Types.TimestampType.withZone()),
          Types.NestedField.optional(2, "host", Types.StringType.get()),
          Types.NestedField.optional(3, "n", Types.LongType.get()),
          Types.NestedField.optional(4, "x", Types.DoubleType.get()),
          Types.NestedField.optional(5, "ok", Types.BooleanType.get()),
          Types.NestedField.optional(6, "price", Types.DecimalType.of(9, 2)),
          Types.NestedField.optional(7, "day", Types.DateType.get()),
          Types.NestedField.optional(8, "raw", Types.BinaryType.get()),
          Types.NestedField.optional(
              9, "tags", Types.ListType.ofOptional(20, Types.StringType.get())),
          Types.NestedField.optional(10, "section", Types.StringType.get()),
          Types.NestedField.optional(11, "tidemark", Types.TimestampType.withZone()),
          Types.NestedField.required(12, "source_partition", Types.StringType.get()),
          Types.NestedField.required(13, "source_offset", Types.LongType.get()),
          Types.NestedField.required(14, "arrived_at", Types.TimestampType.withZone()));

  @Test
  void everyCellAndStampComesBack() throws Exception {
    write("read_it.events", full(), bare());
    String json =
        "{\"at\":\"2026-11-01T12:00:00.123456Z\",\"host\":\"h\",\"n\":7,\"x\":0.5,\"ok\":true,"
            + "\"price\":1.50,\"day\":\"2026-11-01\",\"raw\":\"AQI=\",\"tags\":[\"a\",null]}";
    Event full =
        new Event(
            Cells.of(
                TIME,
                "h",
                7L,
                0.5,
                true,
                new BigDecimal("1.50"),
                LocalDate.of(2026, 11, 1),
                new byte[] {1, 2},
                Arrays.asList("a", null)),
            TIME.toEpochMilli(),
            TIME.toEpochMilli() - 15_000,
            arrival(3, json));
    Event bare =
        new Event(
            Cells.of(TIME, null, null, null, null, null, null, null, null),
            TIME.toEpochMilli(),
            Event.BEFORE_ALL,
            arrival(
                4,
                "{\"at\":\"2026-11-01T12:00:00.123456Z\",\"host\":null,\"n\":null,\"x\":null,"
                    + "\"ok\":null,\"price\":null,\"day\":null,\"raw\":null,\"tags\":null}"));
    Pipeline pipeline = Pipeline.create();

    PAssert.that(
            pipeline
                .apply("Read", ReadFromIceberg.of(source("read_it.events"), EVENT))
                .apply("Describe", ParDo.of(new DescribeFn())))
        .containsInAnyOrder(described(full), described(bare));

    pipeline.run().waitUntilFinish();
  }

  @Test
  void aTableThatLacksSomethingIsAnErrorOfTheSpec() throws Exception {
    try (HadoopCatalog catalog = LAKE.catalog()) {
      catalog.createTable(
          TableIdentifier.parse("read_it.other"), SCHEMA.select("at", "n", "source_partition"));
    }
    write("read_it.good", full());

    assertEquals(List.of(), IcebergCheck.errors(source("read_it.good"), EVENT));
    assertEquals(
        List.of(
            new SpecError(
                PLACE,
                "Iceberg table read_it.none (lake) does not exist:"
                    + " a view without a window writes it while it runs")),
        IcebergCheck.errors(source("read_it.none"), EVENT));
    assertEquals(
        new SpecError(
            PLACE,
            "Iceberg table read_it.other (lake) has no column host;"
                + " it has at, n, source_partition"),
        IcebergCheck.errors(source("read_it.other"), EVENT).get(0));
  }

  private static SourceSpec.Iceberg source(String table) {
    return new SourceSpec.Iceberg(CONNECTION, table, PLACE);
  }

  private static DecodedField field(String name, Type type, boolean optional) {
    return new DecodedField(name, type, optional, null, Origin.PAYLOAD, List.of(name), null);
  }

  private static Arrival arrival(long offset, String json) {
    return new Arrival(
        json.getBytes(StandardCharsets.UTF_8),
        null,
        List.of(),
        null,
        new Position("web-0", offset),
        ARRIVED.toEpochMilli());
  }

  private static Record bare() {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("at", TIME.atOffset(ZoneOffset.UTC));
    row.setField("source_partition", "web-0");
    row.setField("source_offset", 4L);
    row.setField("arrived_at", ARRIVED.atOffset(ZoneOffset.UTC));
    return row;
  }

  private static Record full() {
    Record row = bare();
    row.setField("host", "h");
    row.setField("n", 7L);
    row.setField("x", 0.5);
    row.setField("ok", true);
    row.setField("price", new BigDecimal("1.50"));
    row.setField("day", LocalDate.of(2026, 11, 1));
    row.setField("raw", ByteBuffer.wrap(new byte[] {1, 2}));
    row.setField("tags", new ArrayList<>(Arrays.asList("a", null)));
    row.setField("tidemark", TIME.minusSeconds(15).atOffset(ZoneOffset.UTC));
    row.setField("source_offset", 3L);
    return row;
  }

  private static void write(String name, Record... rows) throws Exception {
    try (HadoopCatalog catalog = LAKE.catalog()) {
      Table table = catalog.createTable(TableIdentifier.parse(name), SCHEMA);
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(table.location() + "/data/one.parquet"))
              .schema(table.schema())
              .createWriterFunc(GenericParquetWriter::buildWriter)
              .withSpec(table.spec())
              .overwrite()
              .build();
      try (writer) {
        List.of(rows).forEach(writer::write);
      }
      table.newAppend().appendFile(writer.toDataFile()).commit();
    }
  }

  private static String described(Event event) {
    Arrival arrival = event.arrival();
    return "%s %d %d %s %s %d"
        .formatted(
            event.cells(),
            event.time(),
            event.tidemark(),
            new String(arrival.payload(), StandardCharsets.UTF_8),
            arrival.position(),
            arrival.arrivedAt());
  }

  private static final class DescribeFn extends DoFn<Chunk, String> {
    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<String> out) {
      chunk.events().forEach(event -> out.output(described(event)));
    }
  }
}
