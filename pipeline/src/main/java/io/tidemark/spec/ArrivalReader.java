package io.tidemark.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.model.Header;
import io.tidemark.model.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the arrival of which a case names the fields: each value stands where the spec says that
 * its field stands. A value of the wrong type is no error: the pipeline refuses it, as it would any
 * other.
 */
final class ArrivalReader {
  private final PipelineSpec spec;

  ArrivalReader(PipelineSpec spec) {
    this.spec = spec;
  }

  /** What arrives as it is. */
  CaseStep raw(byte[] payload, String partition, Optional<Instant> arrivedAt, Place place) {
    return new CaseStep.Arrive(payload, null, List.of(), topic(), partition, arrivedAt, place);
  }

  /** The arrival of the event whose fields {@code fields} names; empty where that is no mapping. */
  Optional<CaseStep> event(
      SpecNode step,
      SpecNode fields,
      String partition,
      Optional<SpecNode> arrivedAtNode,
      Optional<Instant> arrivedAt) {
    if (!fields.isMapping()) {
      fields.mapping();
      return Optional.empty();
    }
    ObjectNode payload = JsonText.object();
    byte[] key = null;
    List<Header> headers = new ArrayList<>();
    String topic = topic();
    Optional<Instant> arrived = arrivedAt;
    for (SpecNode value : fields.mapping().values()) {
      Optional<DecodedField> field = field(value.name());
      Origin origin = field.map(DecodedField::origin).orElse(Origin.PAYLOAD);
      switch (origin) {
        case PAYLOAD -> put(payload, value, field);
        case KEY -> key = text(value).map(ArrivalReader::utf8).orElse(null);
        case HEADER ->
            text(value)
                .ifPresent(
                    t -> headers.add(new Header(field.orElseThrow().path().get(0), utf8(t))));
        case TOPIC -> topic = text(value).orElse(null);
        case ARRIVED_AT -> {
          arrivedAtNode.ifPresent(
              n ->
                  n.keyError(
                      "'arrivedAt' stands beside the field '%s', which is that time"
                          .formatted(value.name())));
          arrived = TimelineReader.time(value);
        }
      }
    }
    return Optional.of(
        new CaseStep.Arrive(
            utf8(payload.toString()), key, headers, topic, partition, arrived, step.place()));
  }

  private Optional<DecodedField> field(String name) {
    return spec.event().fields().stream().filter(f -> f.name().equals(name)).findFirst();
  }

  /** A field of the payload, or the JSON object that some of its fields stand in. */
  private void put(ObjectNode payload, SpecNode value, Optional<DecodedField> field) {
    if (field.isPresent()) {
      put(payload, value, field.get().path(), JsonText.of(value, written(field.get())));
      return;
    }
    boolean holdsFields =
        inPayload().anyMatch(f -> f.path().size() > 1 && f.path().get(0).equals(value.name()));
    if (!holdsFields) {
      value.keyError(unknown(value.name()));
    } else {
      put(payload, value, List.of(value.name()), nested(value, List.of(value.name())));
    }
  }

  private Stream<DecodedField> inPayload() {
    return spec.event().fields().stream().filter(f -> f.origin() == Origin.PAYLOAD);
  }

  /** JSON as it stands in the file; strings where a field there is one. */
  private JsonNode nested(SpecNode node, List<String> path) {
    if (!node.isMapping()) {
      Optional<Type> type =
          inPayload().filter(f -> f.path().equals(path)).map(ArrivalReader::written).findFirst();
      return JsonText.of(node, type.orElse(null));
    }
    ObjectNode object = JsonText.object();
    for (SpecNode child : node.mapping().values()) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(child.name());
      object.set(child.name(), nested(child, deeper));
    }
    return object;
  }

  /** The type of what stands in the document: of a timestamp without a unit, a string. */
  private static Type written(DecodedField field) {
    DecodedField.TimestampFormat format = field.format();
    boolean text = field.type().equals(Type.TIMESTAMP) && (format == null || format.unit() == null);
    return text ? Type.STRING : field.type();
  }

  private static void put(ObjectNode root, SpecNode value, List<String> path, JsonNode json) {
    ObjectNode at = root;
    for (String step : path.subList(0, path.size() - 1)) {
      JsonNode next = at.get(step);
      if (next != null && !next.isObject()) {
        value.keyError("'%s' stands in '%s', which has a value".formatted(value.name(), step));
        return;
      }
      at = next instanceof ObjectNode object ? object : at.putObject(step);
    }
    if (!merge(at, path.get(path.size() - 1), json)) {
      value.keyError("'%s' stands where another value is already".formatted(value.name()));
    }
  }

  /** Puts a value under a name, objects into one another; false where two values meet. */
  private static boolean merge(ObjectNode into, String name, JsonNode json) {
    JsonNode there = into.get(name);
    if (there == null) {
      into.set(name, json);
      return true;
    }
    if (!(there instanceof ObjectNode object) || !json.isObject()) {
      return false;
    }
    boolean fits = true;
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      fits &= merge(object, entry.getKey(), entry.getValue());
    }
    return fits;
  }

  private String unknown(String name) {
    if (spec.event().derive().stream().anyMatch(d -> d.name().equals(name))) {
      return "the field '%s' is derived, expected the fields that it is computed from"
          .formatted(name);
    }
    Set<String> known = new LinkedHashSet<>(spec.event().decodedSchema().names());
    return "no field '%s' of the event, %s".formatted(name, KnownWords.expected(name, known));
  }

  private static Optional<String> text(SpecNode value) {
    return value.isNull() ? Optional.empty() : value.filled().map(Variables.Filled::text);
  }

  /** What a source that reads one topic gives every arrival. */
  private @Nullable String topic() {
    return spec.source() instanceof SourceSpec.Kafka kafka && !kafka.topics().isEmpty()
        ? kafka.topics().get(0)
        : null;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
