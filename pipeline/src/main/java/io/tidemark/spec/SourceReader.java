package io.tidemark.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the sections {@code source} and {@code history}. */
final class SourceReader {
  private static final int MOST_PREFETCHED = 65_535;

  private final Connections connections;
  private final String pipeline;

  /** {@code pipeline} is the consumer group of a source that names none. */
  SourceReader(Connections connections, String pipeline) {
    this.connections = connections;
    this.pipeline = pipeline;
  }

  /** Where arrivals are read. */
  Optional<SourceSpec> source(SpecNode node) {
    Section section = node.mapping();
    if (section.has("iceberg")) {
      section
          .find("iceberg")
          .orElseThrow()
          .keyError(
              "an iceberg source is not supported yet, expected it under 'history', and kafka or"
                  + " files here");
    }
    return read(section);
  }

  /** Where batch modes read. */
  Optional<SourceSpec> history(SpecNode node) {
    return read(node.mapping());
  }

  private Optional<SourceSpec> read(Section section) {
    Place place = section.self().place();
    Optional<String> system = section.oneOf("kafka", "files", "iceberg", "rabbitmq");
    if (system.isEmpty()) {
      return Optional.empty();
    }
    SpecNode reference = section.need(system.get(), "a connection");
    Optional<SourceSpec> source =
        switch (system.get()) {
          case "kafka" -> kafka(section, reference, place);
          case "files" ->
              reference.text().map(glob -> (SourceSpec) new SourceSpec.Files(glob, place));
          case "iceberg" -> iceberg(section, reference, place);
          default -> rabbitmq(section, reference, place);
        };
    section.refuseOthers();
    return source;
  }

  private Optional<SourceSpec> kafka(Section section, SpecNode reference, Place place) {
    Optional<ConnectionSpec.Kafka> connection =
        connections.resolve(reference, ConnectionSpec.Kafka.class);
    Optional<SpecNode> pattern = section.find("topicPattern");
    List<String> topics = List.of();
    if (section.has("topics") || pattern.isEmpty()) {
      topics = section.need("topics", "a list of topics, or a 'topicPattern'").texts();
    }
    if (section.has("topics") && pattern.isPresent()) {
      pattern.get().keyError("'topicPattern' stands beside 'topics', expected one of them");
    }
    Optional<String> regex =
        pattern.flatMap(p -> p.as("a regular expression", SourceReader::pattern));
    String groupId = section.find("groupId").flatMap(SpecNode::text).orElse(pipeline);
    Map<String, String> properties = Connections.properties(section);
    List<String> all = topics;
    return connection.map(c -> new SourceSpec.Kafka(c, all, regex, groupId, properties, place));
  }

  private static Optional<String> pattern(String text) {
    try {
      return Optional.of(Pattern.compile(text).pattern());
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private Optional<SourceSpec> iceberg(Section section, SpecNode reference, Place place) {
    Optional<ConnectionSpec.Iceberg> connection =
        connections.resolve(reference, ConnectionSpec.Iceberg.class);
    Optional<String> table = section.need("table", "the table to read").text();
    return connection.flatMap(c -> table.map(t -> new SourceSpec.Iceberg(c, t, place)));
  }

  private Optional<SourceSpec> rabbitmq(Section section, SpecNode reference, Place place) {
    reference.unsupported("rabbitmq is");
    Optional<ConnectionSpec.Rabbitmq> connection =
        connections.resolve(reference, ConnectionSpec.Rabbitmq.class);
    List<String> queues =
        section.has("queues")
            ? section.need("queues", "a list of queues").texts()
            : section.need("queue", "the queue to read").text().map(List::of).orElse(List.of());
    Optional<String> messageId = section.find("messageId").flatMap(SpecNode::text);
    boolean declare = section.find("declare").flatMap(SpecNode::bool).orElse(false);
    long prefetch =
        section.find("prefetch").flatMap(node -> node.count(MOST_PREFETCHED)).orElse(1000L);
    return connection.map(
        c -> new SourceSpec.Rabbitmq(c, queues, messageId, declare, (int) prefetch, place));
  }
}
