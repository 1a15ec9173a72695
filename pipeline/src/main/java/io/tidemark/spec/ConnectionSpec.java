package io.tidemark.spec;

import java.io.Serializable;
import java.util.Map;

/** How a system is reached; several sources, dimensions and sinks may share one. */
public sealed interface ConnectionSpec extends Serializable {
  String name();

  /**
   * @param properties any Kafka client property
   */
  record Kafka(String name, String bootstrapServers, Map<String, String> properties)
      implements ConnectionSpec {}

  /**
   * @param url a JDBC URL
   */
  record Postgres(
      String name, String url, String user, String password, Map<String, String> properties)
      implements ConnectionSpec {}

  /**
   * @param catalog any Iceberg catalog property; {@code type} is hadoop, jdbc, rest or hive
   */
  record Iceberg(String name, Map<String, String> catalog) implements ConnectionSpec {}

  /**
   * @param uri amqp:// or amqps://
   */
  record Rabbitmq(String name, String uri, Map<String, String> properties)
      implements ConnectionSpec {}
}
