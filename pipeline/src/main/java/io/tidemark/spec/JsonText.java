package io.tidemark.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.Type;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Turns what stands in YAML into JSON: a quoted text is a string, an unquoted one a number, a
 * boolean or null where JSON has it so; {@code 0123} and {@code no} are strings. Where a string is
 * expected, unquoted numbers are strings too.
 */
final class JsonText {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?");

  private JsonText() {}

  static ObjectNode object() {
    return JSON.objectNode();
  }

  /**
   * The value of {@code node}, whatever its type.
   *
   * @param expected the type of a cell that it is meant for; null: not known
   */
  static JsonNode of(SpecNode node, @Nullable Type expected) {
    if (node.isMapping()) {
      ObjectNode object = object();
      node.mapping().values().forEach(value -> object.set(value.name(), of(value, null)));
      return object;
    }
    if (node.isList()) {
      Type element = expected == null ? null : expected.element();
      ArrayNode array = JSON.arrayNode();
      node.list().forEach(item -> array.add(of(item, element)));
      return array;
    }
    if (node.isNull() || !node.isText()) {
      return JSON.nullNode();
    }
    String text = node.filled().map(Variables.Filled::text).orElse("");
    if (!node.isPlain() || (expected != null && isWritten(expected))) {
      return JSON.textNode(text);
    }
    if (NUMBER.matcher(text).matches()) {
      return JSON.numberNode(new BigDecimal(text));
    }
    return text.equals("true") || text.equals("false")
        ? JSON.booleanNode(text.equals("true"))
        : JSON.textNode(text);
  }

  /** Whether cells of the type are JSON strings. */
  private static boolean isWritten(Type type) {
    return switch (type.kind()) {
      case STRING, DATE, BYTES -> true;
      case TIMESTAMP, BOOLEAN, LONG, DOUBLE, DECIMAL, ARRAY -> false;
    };
  }
}
