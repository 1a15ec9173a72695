package io.tidemark.spec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a system is reached; several sources, dimensions and sinks may share one. The text of one
 * shows no secret.
 */
public sealed interface ConnectionSpec extends Serializable {
  String name();

  /** The values that must never be shown. */
  List<String> secrets();

  /**
   * @param properties any Kafka client property
   */
  record Kafka(String name, String bootstrapServers, Map<String, String> properties)
      implements ConnectionSpec {
    @Override
    public List<String> secrets() {
      return Secrets.in(properties);
    }

    @Override
    public String toString() {
      return "Kafka[name=%s, bootstrapServers=%s, properties=%s]"
          .formatted(name, bootstrapServers, Secrets.mask(properties));
    }
  }

  /**
   * @param url a JDBC URL
   * @param password empty: none is sent
   * @param properties any property of the JDBC driver
   */
  record Postgres(
      String name, String url, String user, String password, Map<String, String> properties)
      implements ConnectionSpec {
    @Override
    public List<String> secrets() {
      List<String> secrets = new ArrayList<>(Secrets.in(properties));
      secrets.add(password);
      return secrets;
    }

    @Override
    public String toString() {
      return "Postgres[name=%s, url=%s, user=%s, password=%s, properties=%s]"
          .formatted(name, Secrets.mask(url), user, Secrets.MASK, Secrets.mask(properties));
    }
  }

  /**
   * @param catalog any Iceberg catalog property; {@code type} is hadoop, jdbc, rest or hive
   */
  record Iceberg(String name, Map<String, String> catalog) implements ConnectionSpec {
    @Override
    public List<String> secrets() {
      return Secrets.in(catalog);
    }

    @Override
    public String toString() {
      return "Iceberg[name=%s, catalog=%s]".formatted(name, Secrets.mask(catalog));
    }
  }

  /**
   * @param uri amqp:// or amqps://
   */
  record Rabbitmq(String name, String uri, Map<String, String> properties)
      implements ConnectionSpec {
    @Override
    public List<String> secrets() {
      return Secrets.in(properties);
    }

    @Override
    public String toString() {
      return "Rabbitmq[name=%s, uri=%s, properties=%s]"
          .formatted(name, Secrets.mask(uri), Secrets.mask(properties));
    }
  }
}
