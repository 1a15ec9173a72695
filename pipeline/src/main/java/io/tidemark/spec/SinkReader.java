package io.tidemark.spec;

import io.tidemark.model.Type;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where rows go, and checks the columns that the sink names. */
final class SinkReader {
  private static final int BATCH_SIZE = 1000;
  private static final int MOST_IN_BATCH = 100_000;
  private static final long TARGET_FILE_SIZE = 128L << 20;
  private static final Pattern TRANSFORM =
      Pattern.compile(
          "(?:(identity|years?|months?|days?|hours?)\\("
              + "|(?:bucket|truncate)(?:\\[[1-9]\\d{0,8}]\\(|\\( *[1-9]\\d{0,8} *,))"
              + " *([^() ,]+) *\\)");

  private final Connections connections;

  SinkReader(Connections connections) {
    this.connections = connections;
  }

  /** The sink that {@code section} describes, for rows of {@code columns}. */
  Optional<SinkSpec> read(Section section, RowColumns columns, boolean keyIsFixed) {
    Place place = section.self().place();
    Optional<String> system = section.oneOf("postgres", "kafka", "iceberg", "files", "rabbitmq");
    if (system.isEmpty()) {
      return Optional.empty();
    }
    SpecNode reference = section.need(system.get(), "a connection");
    return switch (system.get()) {
      case "postgres" -> postgres(section, reference, columns, place);
      case "kafka" -> kafka(section, reference, columns, keyIsFixed, place);
      case "iceberg" -> iceberg(section, reference, columns, place);
      case "files" -> reference.text().map(directory -> new SinkSpec.Files(directory, place));
      default -> rabbitmq(section, reference, place);
    };
  }

  private Optional<SinkSpec> postgres(
      Section section, SpecNode reference, RowColumns columns, Place place) {
    Optional<ConnectionSpec.Postgres> connection =
        connections.resolve(reference, ConnectionSpec.Postgres.class);
    Optional<String> table = section.need("table", "the table to write").text();
    Optional<String> schema = section.find("schema").flatMap(SpecNode::text);
    long batchSize =
        section
            .find("batchSize")
            .flatMap(node -> node.count(MOST_IN_BATCH))
            .orElse(1L * BATCH_SIZE);
    Map<String, String> names =
        section.find("columns").map(node -> renamed(node, columns)).orElse(Map.of());
    return connection.flatMap(
        c -> table.map(t -> new SinkSpec.Postgres(c, t, schema, (int) batchSize, names, place)));
  }

  private static Map<String, String> renamed(SpecNode node, RowColumns columns) {
    Map<String, String> names = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    List<SpecNode> entries = node.mapping().values();
    for (SpecNode entry : entries) {
      columns.find(entry, entry.name());
      Optional<String> name = entry.text();
      name.ifPresent(n -> names.put(entry.name(), n));
    }
    for (SpecNode entry : entries) {
      String name = names.getOrDefault(entry.name(), "");
      boolean keptByAnother = columns.has(name) && !names.containsKey(name);
      if (!name.isEmpty() && (!taken.add(name) || keptByAnother)) {
        entry.error("column '%s' stands twice in the table, expected it once".formatted(name));
      }
    }
    return names;
  }

  private Optional<SinkSpec> kafka(
      Section section, SpecNode reference, RowColumns columns, boolean keyIsFixed, Place place) {
    Optional<ConnectionSpec.Kafka> connection =
        connections.resolve(reference, ConnectionSpec.Kafka.class);
    Optional<String> topic = section.need("topic", "the topic to write").text();
    Optional<SpecNode> keyNode = section.find("key");
    List<String> key = keyNode.map(SpecNode::texts).orElse(List.of());
    if (keyIsFixed && keyNode.isPresent()) {
      keyNode
          .get()
          .keyError("the record key of a window is its groupBy and window, expected no 'key'");
    } else {
      keyNode.ifPresent(
          node -> node.list().forEach(n -> n.text().ifPresent(name -> columns.find(n, name))));
    }
    boolean exactlyOnce =
        section
            .find("delivery")
            .flatMap(node -> node.choice("at-least-once", "exactly-once"))
            .equals(Optional.of("exactly-once"));
    Map<String, String> properties = Connections.properties(section);
    SinkSpec.Delivery promise =
        exactlyOnce ? SinkSpec.Delivery.EXACTLY_ONCE : SinkSpec.Delivery.AT_LEAST_ONCE;
    return connection.flatMap(
        c -> topic.map(t -> new SinkSpec.Kafka(c, t, key, promise, properties, place)));
  }

  private Optional<SinkSpec> iceberg(
      Section section, SpecNode reference, RowColumns columns, Place place) {
    Optional<ConnectionSpec.Iceberg> connection =
        connections.resolve(reference, ConnectionSpec.Iceberg.class);
    Optional<String> table = section.need("table", "the table to write").text();
    Optional<SpecNode> partitionNode = section.find("partitionBy");
    List<String> partitionBy = partitionNode.map(SpecNode::texts).orElse(List.of());
    partitionNode
        .filter(SpecNode::isList)
        .ifPresent(node -> node.list().forEach(part -> checkPartition(part, columns)));
    long targetFileSize =
        section.find("targetFileSize").flatMap(SpecNode::size).orElse(TARGET_FILE_SIZE);
    Optional<Duration> commitEvery =
        section.find("commitEvery").flatMap(SpecNode::positiveDuration);
    Map<String, String> properties = Connections.properties(section);
    return connection.flatMap(
        c ->
            table.map(
                t ->
                    new SinkSpec.Iceberg(
                        c, t, partitionBy, targetFileSize, commitEvery, properties, place)));
  }

  private static void checkPartition(SpecNode node, RowColumns columns) {
    Optional<String> text = node.text();
    if (text.isEmpty()) {
      return;
    }
    Matcher transform = TRANSFORM.matcher(text.get());
    boolean isColumn = columns.has(text.get()) || text.get().matches("[\\w.]+");
    if (!isColumn && !transform.matches()) {
      node.error(
          "expected a column, or year, month, day or hour(column), bucket or truncate(n, column)"
              + " for 'partitionBy', found '%s'".formatted(node.quote()));
      return;
    }
    Optional<Type> type = columns.find(node, isColumn ? text.get() : transform.group(2));
    if (!isColumn
        && transform.group(1) != null
        && !transform.group(1).equals("identity")
        && type.isPresent()) {
      boolean hasTime = type.get().kind() == Type.Kind.TIMESTAMP;
      boolean hasDay =
          type.get().kind() == Type.Kind.DATE && !transform.group(1).startsWith("hour");
      if (!hasTime && !hasDay) {
        node.error(
            "'%s' is of type %s, expected a timestamp for %s"
                .formatted(transform.group(2), type.get(), transform.group(1)));
      }
    }
  }

  private Optional<SinkSpec> rabbitmq(Section section, SpecNode reference, Place place) {
    reference.unsupported("rabbitmq is");
    Optional<ConnectionSpec.Rabbitmq> connection =
        connections.resolve(reference, ConnectionSpec.Rabbitmq.class);
    Optional<String> exchange = section.need("exchange", "the exchange to write").text();
    String routingKey = section.find("routingKey").flatMap(SpecNode::text).orElse("");
    return connection.flatMap(
        c -> exchange.map(e -> new SinkSpec.Rabbitmq(c, e, routingKey, place)));
  }
}
