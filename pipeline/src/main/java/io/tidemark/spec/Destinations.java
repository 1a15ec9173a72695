package io.tidemark.spec;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses two outputs that write the same place, and one that writes what the source reads. */
final class Destinations {
  private final Optional<SourceSpec> source;
  private final Map<List<Object>, String> writers = new HashMap<>();

  Destinations(Optional<SourceSpec> source) {
    this.source = source;
  }

  /** Adds {@code sink}, which {@code writer} writes; a place that is taken is an error. */
  void add(SinkSpec sink, String writer, SpecNode node) {
    if (sink instanceof SinkSpec.Kafka kafka && isRead(kafka)) {
      node.error(
          "topic '%s' is read by the source, expected another topic".formatted(kafka.topic()));
    }
    List<Object> place = place(sink);
    if (place.isEmpty()) {
      return;
    }
    String other = writers.putIfAbsent(place, writer);
    if (other != null) {
      node.error("%s writes where %s writes, expected a place of its own".formatted(writer, other));
    }
  }

  private boolean isRead(SinkSpec.Kafka sink) {
    return source
        .filter(SourceSpec.Kafka.class::isInstance)
        .map(SourceSpec.Kafka.class::cast)
        .filter(s -> s.connection().bootstrapServers().equals(sink.connection().bootstrapServers()))
        .filter(
            s ->
                s.topics().contains(sink.topic())
                    || s.topicPattern()
                        .filter(pattern -> Pattern.matches(pattern, sink.topic()))
                        .isPresent())
        .isPresent();
  }

  private static List<Object> place(SinkSpec sink) {
    if (sink instanceof SinkSpec.Postgres s) {
      return List.of("postgres", s.connection().url(), s.schema().orElse("public"), s.table());
    }
    if (sink instanceof SinkSpec.Kafka s) {
      return List.of("kafka", s.connection().bootstrapServers(), s.topic());
    }
    if (sink instanceof SinkSpec.Iceberg s) {
      return List.of("iceberg", s.connection().catalog(), s.table());
    }
    if (sink instanceof SinkSpec.Files s) {
      return List.of("files", directory(s.directory()));
    }
    return List.of();
  }

  private static String directory(String name) {
    return name.contains("://") || name.indexOf('\0') >= 0
        ? name
        : Path.of(name).toAbsolutePath().normalize().toString();
  }
}
