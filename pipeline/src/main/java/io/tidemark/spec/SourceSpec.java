package io.tidemark.spec;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where arrivals, or the history of events, are read. The text of one shows no secret. */
public sealed interface SourceSpec extends Serializable {
  Place place();

  /** Either {@code topics} or {@code topicPattern} says which. */
  record Kafka(
      ConnectionSpec.Kafka connection,
      List<String> topics,
      Optional<String> topicPattern,
      String groupId,
      Map<String, String> properties,
      Place place)
      implements SourceSpec {
    @Override
    public String toString() {
      return "Kafka[connection=%s, topics=%s, topicPattern=%s, groupId=%s, properties=%s, place=%s]"
          .formatted(connection, topics, topicPattern, groupId, Secrets.mask(properties), place);
    }
  }

  /** JSON lines: every file that {@code glob} matches is a partition. */
  record Files(String glob, Place place) implements SourceSpec {}

  /** An event view's table: decoded, stamped events. */
  record Iceberg(ConnectionSpec.Iceberg connection, String table, Place place)
      implements SourceSpec {}

  /** Parsed, not run yet. */
  record Rabbitmq(
      ConnectionSpec.Rabbitmq connection,
      List<String> queues,
      Optional<String> messageId,
      boolean declare,
      int prefetch,
      Place place)
      implements SourceSpec {}
}
