package io.tidemark.bench;

import io.tidemark.fixture.IcebergLake;
import io.tidemark.fixture.KafkaBroker;
import io.tidemark.fixture.PostgresDatabase;
import io.tidemark.model.Cells;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.io.iceberg.IcebergCatalogConfig;
import org.apache.beam.sdk.io.iceberg.IcebergIO;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Duration;

/** Beam's own connectors, writing the rows of {@link SinksBench} as a user would have them. */
final class SinkPeers {
  static final int BATCH = 1_000;

  private static final String UPSERT =
      "INSERT INTO TABLE AS t (host, window_start, window_end, hits, pane, generation, revision)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (host, window_start) DO UPDATE SET"
          + " window_end = EXCLUDED.window_end, hits = EXCLUDED.hits, pane = EXCLUDED.pane,"
          + " generation = EXCLUDED.generation, revision = EXCLUDED.revision"
          + " WHERE (EXCLUDED.generation, EXCLUDED.revision,"
          + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], EXCLUDED.pane))"
          + " >= (t.generation, t.revision,"
          + " array_position(ARRAY['EARLY', 'ON_TIME', 'LATE', 'RETRACTED'], t.pane))";

  private static final String CREATE =
      "CREATE TABLE TABLE_NAME (host text, window_start timestamptz NOT NULL,"
          + " window_end timestamptz NOT NULL, hits bigint NOT NULL, pane text NOT NULL,"
          + " generation bigint NOT NULL, revision bigint NOT NULL,"
          + " UNIQUE NULLS NOT DISTINCT (host, window_start))";

  private static final Schema ROW =
      Schema.builder()
          .addStringField("host")
          .addDateTimeField("window_start")
          .addDateTimeField("window_end")
          .addInt64Field("hits")
          .addStringField("pane")
          .addInt64Field("generation")
          .addInt64Field("revision")
          .build();

  private SinkPeers() {}

  static void jdbc(PCollection<Cells> rows, PostgresDatabase database, String table) {
    database.execute(CREATE.replace("TABLE_NAME", table));
    rows.apply(
        "Write",
        JdbcIO.<Cells>write()
            .withDataSourceConfiguration(
                JdbcIO.DataSourceConfiguration.create("org.postgresql.Driver", database.jdbcUrl())
                    .withUsername(database.user())
                    .withPassword(database.password()))
            .withBatchSize(BATCH)
            .withStatement(UPSERT.replace("INTO TABLE", "INTO " + table))
            .withPreparedStatementSetter(SinkPeers::bind));
  }

  private static void bind(Cells row, PreparedStatement statement) throws SQLException {
    for (int i = 0; i < row.size(); i++) {
      Object cell = row.get(i);
      statement.setObject(
          i + 1, cell instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : cell);
    }
  }

  static void kafka(PCollection<Cells> rows, KafkaBroker broker, String topic) {
    broker.createTopic(topic, 1);
    rows.apply(
            "Json",
            MapElements.into(new TypeDescriptor<KV<byte[], byte[]>>() {})
                .via(row -> KV.of(bytes(key(row)), bytes(value(row)))))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply(
            "Write",
            KafkaIO.<byte[], byte[]>write()
                .withBootstrapServers(broker.bootstrapServers())
                .withTopic(topic)
                .withKeySerializer(ByteArraySerializer.class)
                .withValueSerializer(ByteArraySerializer.class)
                .withProducerConfigUpdates(
                    Map.of("acks", "all", "compression.type", "lz4", "linger.ms", "5")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String key(Cells row) {
    return "{\"host\":\"" + row.get(0) + "\",\"window_start\":\"" + row.get(1) + "\"}";
  }

  private static String value(Cells row) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < row.size(); i++) {
      Object cell = row.get(i);
      json.append(i == 0 ? "\"" : ",\"").append(ROW.getField(i).getName()).append("\":");
      if (cell instanceof Long) {
        json.append(cell);
      } else {
        json.append('"').append(cell).append('"');
      }
    }
    return json.append('}').toString();
  }

  static void iceberg(PCollection<Cells> rows, IcebergLake lake, String table) {
    IcebergCatalogConfig catalog =
        IcebergCatalogConfig.builder()
            .setCatalogName("lake")
            .setCatalogProperties(Map.of("type", "hadoop", "warehouse", lake.warehouse()))
            .build();
    rows.apply("Form", MapElements.into(TypeDescriptor.of(Row.class)).via(SinkPeers::row))
        .setRowSchema(ROW)
        .apply(
            "Write",
            IcebergIO.writeRows(catalog)
                .to(TableIdentifier.parse(table))
                .withTriggeringFrequency(Duration.standardSeconds(10)));
  }

  private static Row row(Cells cells) {
    Row.Builder row = Row.withSchema(ROW);
    for (int i = 0; i < cells.size(); i++) {
      Object cell = cells.get(i);
      row.addValue(
          cell instanceof Instant time
              ? org.joda.time.Instant.ofEpochMilli(time.toEpochMilli())
              : cell);
    }
    return row.build();
  }
}
