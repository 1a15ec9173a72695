package io.tidemark.spec;

import io.tidemark.decode.DecodedField;
import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.decode.DecodedField.TimestampFormat;
import io.tidemark.model.Type;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads one field of an event: its type alone, or the long form. */
final class FieldReader {
  private static final String HEADER = "header.";

  private FieldReader() {}

  /** The field that {@code node} declares; empty if its type has an error. */
  static Optional<DecodedField> read(SpecNode node) {
    if (node.isMapping()) {
      return longForm(node);
    }
    return TypeReader.read(node)
        .map(
            type ->
                new DecodedField(
                    node.name(), type, false, null, Origin.PAYLOAD, List.of(node.name()), null));
  }

  private static Optional<DecodedField> longForm(SpecNode node) {
    Section section = node.mapping();
    Optional<Type> type = TypeReader.read(section.need("type", "the type of the field"));
    boolean optional = section.find("optional").flatMap(SpecNode::bool).orElse(false);
    Optional<SpecNode> from = section.find("from");
    Origin origin = from.flatMap(FieldReader::origin).orElse(Origin.PAYLOAD);
    Optional<SpecNode> path = section.find("path");
    List<String> steps =
        path.flatMap(SpecNode::text).map(FieldReader::steps).orElse(List.of(node.name()));
    if (steps.contains("")) {
      path.ifPresent(p -> p.error("'path' has an empty step, expected names parted by points"));
    }
    if (from.isPresent() && path.isPresent()) {
      path.get().keyError("'path' stands beside 'from', expected one of them");
    }
    if (origin == Origin.HEADER) {
      String text = from.flatMap(SpecNode::text).orElse(HEADER);
      steps = List.of(text.substring(HEADER.length()));
    } else if (origin != Origin.PAYLOAD) {
      steps = List.of();
    }
    @Nullable TimestampFormat format = format(section, type);
    Optional<SpecNode> fallback = section.find("default");
    section.refuseOthers();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    checkOrigin(from, origin, type.get());
    @Nullable Object cell =
        fallback.flatMap(value -> DefaultValue.read(value, type.get())).orElse(null);
    return Optional.of(
        new DecodedField(node.name(), type.get(), optional, cell, origin, steps, format));
  }

  private static List<String> steps(String path) {
    return Arrays.asList(path.split("\\.", -1));
  }

  private static Optional<Origin> origin(SpecNode from) {
    return from.as(
        "header.NAME, key, topic or arrived_at",
        text ->
            switch (text) {
              case "key" -> Optional.of(Origin.KEY);
              case "topic" -> Optional.of(Origin.TOPIC);
              case "arrived_at" -> Optional.of(Origin.ARRIVED_AT);
              default ->
                  text.startsWith(HEADER) && text.length() > HEADER.length()
                      ? Optional.of(Origin.HEADER)
                      : Optional.empty();
            });
  }

  private static void checkOrigin(Optional<SpecNode> from, Origin origin, Type type) {
    Type expected =
        switch (origin) {
          case TOPIC -> Type.STRING;
          case ARRIVED_AT -> Type.TIMESTAMP;
          default -> type;
        };
    if (!expected.equals(type)) {
      from.ifPresent(
          node ->
              node.error(
                  "'from: %s' is of type %s, expected a field of that type, found %s"
                      .formatted(node.quote(), expected, type)));
    }
    if (type.kind() == Type.Kind.ARRAY && (origin == Origin.HEADER || origin == Origin.KEY)) {
      from.ifPresent(node -> node.error("an array is read from the document, expected no 'from'"));
    }
  }

  private static @Nullable TimestampFormat format(Section section, Optional<Type> type) {
    Optional<SpecNode> unit = section.find("unit");
    Optional<SpecNode> pattern = section.find("pattern");
    Optional<SpecNode> zone = section.find("zone");
    Optional<SpecNode> any = unit.or(() -> pattern).or(() -> zone);
    if (any.isEmpty()) {
      return null;
    }
    if (type.isPresent() && !type.get().equals(Type.TIMESTAMP)) {
      any.get()
          .keyError(
              "'%s' is for type timestamp, expected none for type %s"
                  .formatted(any.get().name(), type.get()));
    }
    Optional<SpecNode> beside = pattern.or(() -> zone);
    if (unit.isPresent() && beside.isPresent()) {
      beside
          .get()
          .keyError(
              "'%s' stands beside 'unit', expected a number's unit or a text's pattern and zone"
                  .formatted(beside.get().name()));
    }
    return new TimestampFormat(
        unit.flatMap(node -> node.choice("seconds", "millis", "micros", "nanos")).orElse(null),
        pattern
            .flatMap(
                node ->
                    node.as("a date pattern such as yyyy-MM-dd HH:mm:ss", FieldReader::datePattern))
            .orElse(null),
        zone.flatMap(FieldReader::zone).orElse(null));
  }

  private static Optional<String> datePattern(String text) {
    try {
      return Optional.ofNullable(DateTimeFormatter.ofPattern(text)).map(pattern -> text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The zone that {@code node} names; empty if there is none of that name. */
  static Optional<ZoneId> zone(SpecNode node) {
    return node.as(
        "a zone such as UTC or Europe/Berlin",
        text -> {
          try {
            return Optional.of(ZoneId.of(text));
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        });
  }
}
