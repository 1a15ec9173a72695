package io.tidemark.spec;

import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a field's default as a cell of its type. */
final class DefaultValue {
  private DefaultValue() {}

  /** The cell that {@code node} holds; empty if it has an error. */
  static Optional<Object> read(SpecNode node, Type type) {
    Type element = type.element();
    if (element != null) {
      List<SpecNode> items = node.list();
      List<Object> cells = new ArrayList<>();
      items.forEach(item -> read(item, element).ifPresent(cells::add));
      return cells.size() == items.size() && node.isList() ? Optional.of(cells) : Optional.empty();
    }
    if (type.kind() == Type.Kind.BYTES) {
      node.error("a field of type bytes has no default, expected 'optional: true'");
      return Optional.empty();
    }
    return node.as(expected(type), text -> cell(text, type));
  }

  private static String expected(Type type) {
    return switch (type.kind()) {
      case LONG -> "a whole number";
      case TIMESTAMP -> "a timestamp such as 2026-11-01T12:00:00Z";
      case DATE -> "a date such as 2026-11-01";
      case BOOLEAN -> "true or false";
      case DOUBLE -> "a number";
      default -> "a " + type;
    };
  }

  private static Optional<Object> cell(String text, Type type) {
    try {
      return switch (type.kind()) {
        case STRING -> Optional.of(text);
        case BOOLEAN ->
            text.equals("true") || text.equals("false")
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty();
        case LONG -> Quantity.whole(text).map(Object.class::cast);
        case DOUBLE -> Optional.of(new BigDecimal(text).doubleValue()).map(Object.class::cast);
        case DECIMAL -> decimal(text, type);
        case TIMESTAMP -> Optional.of(timestamp(text));
        case DATE -> Optional.of(LocalDate.parse(text));
        case BYTES, ARRAY -> Optional.empty();
      };
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> decimal(String text, Type type) {
    BigDecimal value = new BigDecimal(text);
    if (value.stripTrailingZeros().scale() > type.scale()) {
      return Optional.empty();
    }
    BigDecimal scaled = value.setScale(type.scale());
    return scaled.precision() <= type.precision() ? Optional.of(scaled) : Optional.empty();
  }

  private static Instant timestamp(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
