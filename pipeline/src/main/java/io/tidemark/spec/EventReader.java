package io.tidemark.spec;

import io.tidemark.decode.DecodedField;
import io.tidemark.model.Field;
import io.tidemark.model.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code event}, and with it the columns that the rest of the spec may use. */
final class EventReader {
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(15);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration FUTURE_TOLERANCE = Duration.ofMinutes(5);

  private final List<DecodedField> fields = new ArrayList<>();
  private final List<EventSpec.DerivedSpec> derived = new ArrayList<>();
  private Scope scope = Scope.unknown();

  /** The fields, then the derived ones; everything is in doubt until {@link #read}. */
  Scope scope() {
    return scope;
  }

  EventSpec read(SpecNode node) {
    Section section = node.mapping();
    section
        .need("format", "json")
        .as("json", text -> Optional.of(text).filter(t -> t.equals("json")));
    SpecNode fieldsNode = section.need("fields", "the fields of an event, {name: type}");
    readFields(fieldsNode);
    Optional<SpecNode> derive = section.find("derive");
    derive.ifPresent(this::readDerived);
    SpecNode time = section.need("time", "the field that is the event time");
    checkTime(time);
    EventSpec.WatermarkSpec watermark =
        section
            .find("watermark")
            .map(EventReader::watermark)
            .orElse(new EventSpec.WatermarkSpec(OUT_OF_ORDERNESS, IDLE_TIMEOUT, FUTURE_TOLERANCE));
    Optional<EventSpec.DedupSpec> dedup = section.find("dedup").map(this::dedup);
    section.refuseOthers();
    return new EventSpec(fields, derived, time.text().orElse(""), watermark, dedup);
  }

  private void readFields(SpecNode node) {
    if (!node.isMapping()) {
      node.mapping();
      return;
    }
    Section section = node.mapping();
    List<SpecNode> values = section.values();
    if (values.isEmpty()) {
      node.keyError("'fields' is empty, expected one at least");
    }
    Scope known = Scope.of(List.of());
    for (SpecNode value : values) {
      if (!Section.IDENTIFIER.matcher(value.name()).matches()) {
        value.keyError(
            "'%s' cannot name a field, expected letters, digits and _, and the rest in 'path'"
                .formatted(value.name()));
      }
      Optional<DecodedField> field = FieldReader.read(value);
      field.ifPresent(fields::add);
      known =
          field.isPresent()
              ? known.with(List.of(field.get().field()))
              : known.withDoubtful(value.name());
    }
    scope = known;
  }

  private void readDerived(SpecNode node) {
    for (SpecNode value : node.mapping().named("derived field")) {
      if (scope.schema().has(value.name())) {
        value.keyError("'%s' is a field already, expected another name".formatted(value.name()));
        continue;
      }
      Optional<Type> type = ExpressionReader.scalarType(value, scope);
      type.ifPresent(
          t ->
              derived.add(
                  new EventSpec.DerivedSpec(
                      value.name(), t, new Expression(value.text().orElse(""), value.placeOf(0)))));
      scope =
          type.isPresent()
              ? scope.with(List.of(Field.nullable(value.name(), type.get())))
              : scope.withDoubtful(value.name());
    }
  }

  private void checkTime(SpecNode node) {
    Optional<String> name = node.isPresent() ? node.text() : Optional.empty();
    if (name.isEmpty()) {
      return;
    }
    Optional<DecodedField> field =
        fields.stream().filter(f -> f.name().equals(name.get())).findFirst();
    if (field.isEmpty()) {
      boolean isDerived = derived.stream().anyMatch(d -> d.name().equals(name.get()));
      if (isDerived) {
        node.error("'%s' is derived, expected a field as event time".formatted(name.get()));
      } else if (!scope.doubts(name.get())) {
        List<String> names =
            fields.stream()
                .filter(f -> f.type().equals(Type.TIMESTAMP))
                .map(DecodedField::name)
                .toList();
        node.error(
            "no field '%s', %s".formatted(name.get(), KnownWords.expected(name.get(), names)));
      }
    } else if (!field.get().type().equals(Type.TIMESTAMP)) {
      node.error(
          "'%s' is of type %s, expected a timestamp as event time"
              .formatted(name.get(), field.get().type()));
    } else if (field.get().optional() || field.get().defaultValue() != null) {
      node.error(
          "'%s' may be missing, expected a required field as event time".formatted(name.get()));
    }
  }

  private static EventSpec.WatermarkSpec watermark(SpecNode node) {
    Section section = node.mapping();
    Duration outOfOrderness =
        section.find("outOfOrderness").flatMap(SpecNode::duration).orElse(OUT_OF_ORDERNESS);
    Duration idleTimeout =
        section.find("idleTimeout").flatMap(SpecNode::duration).orElse(IDLE_TIMEOUT);
    Duration futureTolerance =
        section.find("futureTolerance").flatMap(SpecNode::duration).orElse(FUTURE_TOLERANCE);
    section.refuseOthers();
    return new EventSpec.WatermarkSpec(outOfOrderness, idleTimeout, futureTolerance);
  }

  private EventSpec.DedupSpec dedup(SpecNode node) {
    Section section = node.mapping();
    SpecNode by = section.need("by", "the fields that tell events apart");
    List<String> names = by.texts();
    dedupColumns(by);
    Duration within =
        section
            .need("within", "how far apart two copies may be")
            .positiveDuration()
            .orElse(Duration.ZERO);
    section.refuseOthers();
    return new EventSpec.DedupSpec(names, within, node.place());
  }

  /** Dedup stands before the join: only fields are there, and what is derived from them. */
  private void dedupColumns(SpecNode by) {
    Set<String> named = new HashSet<>();
    for (SpecNode node : by.list()) {
      String name = node.isText() ? node.quote() : "";
      if (name.indexOf('.') > 0) {
        node.error(
            "'%s' is of a dimension, expected fields of the event or derived ones".formatted(name));
      } else if (!name.isEmpty() && !named.add(name)) {
        node.error("column '%s' stands twice, expected it once".formatted(name));
      } else {
        scope.column(node).ifPresent(field -> refuseUncomparable(node, field.type()));
      }
    }
  }

  private static void refuseUncomparable(SpecNode node, Type type) {
    if (type.kind() == Type.Kind.BYTES || type.kind() == Type.Kind.ARRAY) {
      node.error(
          "'%s' is of type %s, expected a column that can tell events apart"
              .formatted(node.quote(), type));
    }
  }
}
