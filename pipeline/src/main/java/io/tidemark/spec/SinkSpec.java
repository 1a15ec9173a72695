package io.tidemark.spec;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where rows go. The text of one shows no secret. */
public sealed interface SinkSpec extends Serializable {
  Place place();

  /** Whether a stream writes rows only once a completed checkpoint holds them. */
  default boolean waitsForCheckpoints() {
    return this instanceof Iceberg
        || (this instanceof Kafka kafka && kafka.delivery() == Delivery.EXACTLY_ONCE);
  }

  /**
   * @param columns what the table calls a column, by the row's name of it
   */
  record Postgres(
      ConnectionSpec.Postgres connection,
      String table,
      Optional<String> schema,
      int batchSize,
      Map<String, String> columns,
      Place place)
      implements SinkSpec {}

  /**
   * @param key the fields that are the record key of an event view; empty: its position
   */
  record Kafka(
      ConnectionSpec.Kafka connection,
      String topic,
      List<String> key,
      Delivery delivery,
      Map<String, String> properties,
      Place place)
      implements SinkSpec {
    @Override
    public String toString() {
      return "Kafka[connection=%s, topic=%s, key=%s, delivery=%s, properties=%s, place=%s]"
          .formatted(connection, topic, key, delivery, Secrets.mask(properties), place);
    }
  }

  /**
   * @param partitionBy transforms: {@code day(event_time)}, {@code bucket(16, host)}, {@code host}
   */
  record Iceberg(
      ConnectionSpec.Iceberg connection,
      String table,
      List<String> partitionBy,
      long targetFileSizeBytes,
      Optional<Duration> commitEvery,
      Map<String, String> properties,
      Place place)
      implements SinkSpec {
    @Override
    public String toString() {
      return ("Iceberg[connection=%s, table=%s, partitionBy=%s, targetFileSizeBytes=%d,"
              + " commitEvery=%s, properties=%s, place=%s]")
          .formatted(
              connection,
              table,
              partitionBy,
              targetFileSizeBytes,
              commitEvery,
              Secrets.mask(properties),
              place);
    }
  }

  /** A directory of JSON lines. */
  record Files(String directory, Place place) implements SinkSpec {}

  /** Written down by a person: these rows are thrown away. */
  record Discard(Place place) implements SinkSpec {}

  /** Parsed, not run yet. */
  record Rabbitmq(
      ConnectionSpec.Rabbitmq connection, String exchange, String routingKey, Place place)
      implements SinkSpec {}

  /** What a Kafka sink promises. */
  enum Delivery {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
  }
}
