package io.tidemark.spec;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes cells as YAML, on one line. */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
  private static final Set<String> WORDS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL");

  private YamlText() {}

  static String mapping(Map<String, @Nullable Object> cells) {
    return cells.entrySet().stream()
        .map(cell -> cell.getKey() + ": " + of(cell.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String of(@Nullable Object cell) {
    if (cell == null) {
      return "null";
    }
    if (cell instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (cell instanceof Double number && !Double.isFinite(number)) {
      return quoted(number.toString());
    }
    if (cell instanceof Number || cell instanceof Boolean) {
      return cell.toString();
    }
    if (cell instanceof byte[] bytes) {
      return quoted(Base64.getEncoder().encodeToString(bytes));
    }
    if (cell instanceof List<?> elements) {
      return elements.stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]"));
    }
    String text = cell.toString();
    boolean plain =
        cell instanceof String && PLAIN.matcher(text).matches() && !WORDS.contains(text);
    return plain ? text : quoted(text);
  }

  /** JSON's strings are YAML's. */
  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
