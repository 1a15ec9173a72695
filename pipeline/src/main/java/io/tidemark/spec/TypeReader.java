package io.tidemark.spec;

import io.tidemark.model.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the names of types; another system's name for one is an error that says ours. */
final class TypeReader {
  private static final String ALL =
      "string, boolean, long, double, decimal(p,s), timestamp, date, bytes or array<…>";

  private TypeReader() {}

  /** The type that {@code node} names; empty if it has an error. */
  static Optional<Type> read(SpecNode node) {
    Optional<String> text = node.text();
    Optional<Type> type = text.flatMap(t -> Type.parse(t.strip()));
    if (text.isPresent() && type.isEmpty()) {
      String expected =
          meant(text.get().strip())
              .map(known -> "did you mean " + known + "?")
              .orElse("expected " + ALL);
      node.error("no type '%s', %s".formatted(node.quote(), expected));
    }
    return type;
  }

  private static Optional<String> meant(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replace(" ", "");
    if (lower.startsWith("array<") && lower.endsWith(">")) {
      String element = lower.substring("array<".length(), lower.length() - 1);
      Optional<String> known = Type.parse(element).map(Type::toString);
      return known.or(() -> meant(element)).map(e -> "array<" + e + ">");
    }
    int bracket = lower.indexOf('(');
    String arguments = bracket < 0 ? "" : lower.substring(bracket);
    String word = bracket < 0 ? lower : lower.substring(0, bracket);
    String meant =
        switch (word) {
          case "int", "integer", "bigint", "smallint", "tinyint", "short", "int32", "int64" ->
              "long";
          case "number", "numeric", "decimal", "dec", "bigdecimal", "money" ->
              Type.parse("decimal" + arguments).map(Type::toString).orElse("decimal(18,2)");
          case "float", "real", "float64", "doubleprecision" -> "double";
          case "varchar", "char", "text", "str", "uuid", "character", "charactervarying" ->
              "string";
          case "bool" -> "boolean";
          case "datetime", "timestamptz", "instant", "timestampltz", "time" -> "timestamp";
          case "binary", "varbinary", "blob", "bytea", "byte[]" -> "bytes";
          case "list", "array" -> "array<string>";
          default -> "";
        };
    if (!meant.isEmpty()) {
      return Optional.of(meant);
    }
    return KnownWords.nearest(
        lower, List.of("string", "boolean", "long", "double", "timestamp", "date", "bytes"));
  }
}
