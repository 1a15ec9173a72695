package io.tidemark.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections of a spec by name, also those that have an error. */
final class Connections {
  private static final String[] SYSTEMS = {"kafka", "postgres", "iceberg", "rabbitmq"};

  private final Map<String, Optional<ConnectionSpec>> declared = new LinkedHashMap<>();
  private final Map<String, String> systems = new LinkedHashMap<>();

  private Connections() {}

  static Connections none() {
    return new Connections();
  }

  /** Reads the section {@code connections}. */
  static Connections read(SpecNode node) {
    Connections connections = new Connections();
    for (SpecNode entry : node.mapping().values()) {
      if (!entry.name().matches("[A-Za-z_][A-Za-z0-9_-]*")) {
        entry.keyError(
            "'%s' cannot name a connection, expected letters, digits, _ and -"
                .formatted(entry.name()));
      }
      connections.declared.put(entry.name(), connections.connection(entry));
    }
    return connections;
  }

  /** Those without an error, in the file's order. */
  Map<String, ConnectionSpec> specs() {
    Map<String, ConnectionSpec> specs = new LinkedHashMap<>();
    declared.forEach((name, spec) -> spec.ifPresent(s -> specs.put(name, s)));
    return specs;
  }

  private Optional<ConnectionSpec> connection(SpecNode entry) {
    Section section = entry.mapping();
    Optional<String> system = section.oneOf(SYSTEMS);
    section.refuseOthers();
    if (system.isEmpty()) {
      return Optional.empty();
    }
    systems.put(entry.name(), system.get());
    SpecNode body = section.need(system.get(), "how it is reached");
    return switch (system.get()) {
      case "kafka" -> kafka(entry.name(), body.mapping());
      case "postgres" -> postgres(entry.name(), body.mapping());
      case "iceberg" -> iceberg(entry.name(), body.mapping());
      default -> rabbitmq(entry.name(), body.mapping());
    };
  }

  private static Optional<ConnectionSpec> kafka(String name, Section section) {
    Optional<String> servers =
        section.need("bootstrapServers", "the brokers, host:port, parted by commas").text();
    Map<String, String> properties = properties(section);
    section.refuseOthers();
    return servers.map(s -> new ConnectionSpec.Kafka(name, s, properties));
  }

  private static Optional<ConnectionSpec> postgres(String name, Section section) {
    SpecNode url = section.need("url", "a JDBC URL, jdbc:postgresql://host:5432/database");
    Optional<Variables.Filled> filled = url.isPresent() ? url.filled() : Optional.empty();
    filled
        .filter(f -> !f.unset() && !f.text().startsWith("jdbc:postgresql:"))
        .ifPresent(
            f ->
                url.error(
                    "'url' is no JDBC URL of Postgres,"
                        + " expected jdbc:postgresql://host:5432/database"));
    Optional<String> user = section.need("user", "the user to connect as").text();
    Optional<String> password =
        section.find("password").map(SpecNode::filled).orElse(empty()).map(Variables.Filled::text);
    Map<String, String> properties = properties(section);
    section.refuseOthers();
    if (filled.isEmpty() || user.isEmpty() || password.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ConnectionSpec.Postgres(
            name, filled.get().text(), user.get(), password.get(), properties));
  }

  private static Optional<Variables.Filled> empty() {
    return Optional.of(new Variables.Filled("", false, false, List.of()));
  }

  private static Optional<ConnectionSpec> iceberg(String name, Section section) {
    SpecNode node = section.need("catalog", "the catalog's properties, {type: …, warehouse: …}");
    section.refuseOthers();
    Section catalog = node.mapping();
    Map<String, String> properties = catalog.properties();
    Optional<SpecNode> type = catalog.find("type");
    if (type.isPresent()) {
      type.get().choice("hadoop", "jdbc", "rest", "hive");
    } else if (node.isMapping() && !catalog.has("catalog-impl")) {
      node.keyError("'type' is missing, expected hadoop, jdbc, rest or hive");
    }
    return node.isMapping()
        ? Optional.of(new ConnectionSpec.Iceberg(name, properties))
        : Optional.empty();
  }

  private static Optional<ConnectionSpec> rabbitmq(String name, Section section) {
    section.self().unsupported("rabbitmq is");
    Optional<String> uri = section.need("uri", "the broker, amqp://host:5672").text();
    Map<String, String> properties = properties(section);
    section.refuseOthers();
    return uri.map(u -> new ConnectionSpec.Rabbitmq(name, u, properties));
  }

  /** The texts under {@code properties}, which may be missing. */
  static Map<String, String> properties(Section section) {
    return section.find("properties").map(node -> node.mapping().properties()).orElse(Map.of());
  }

  /**
   * The connection that {@code reference} names; one that is not declared, or of another system
   * than the reference's key, is an error.
   */
  <T extends ConnectionSpec> Optional<T> resolve(SpecNode reference, Class<T> type) {
    Optional<String> name = reference.text();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<ConnectionSpec> spec = declared.get(name.get());
    if (spec == null) {
      reference.error(
          "no connection '%s', %s"
              .formatted(
                  name.get(),
                  declared.isEmpty()
                      ? "expected one that 'connections' declares"
                      : KnownWords.expected(name.get(), declared.keySet())));
      return Optional.empty();
    }
    String system = systems.getOrDefault(name.get(), reference.name());
    if (!system.equals(reference.name())) {
      reference.error(
          "connection '%s' is of %s, expected one of %s"
              .formatted(name.get(), system, reference.name()));
      return Optional.empty();
    }
    return spec.filter(type::isInstance).map(type::cast);
  }
}
