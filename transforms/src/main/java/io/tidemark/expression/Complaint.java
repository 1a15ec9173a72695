package io.tidemark.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** What the SQL engine has against an expression, in the words of the one who wrote it. */
final class Complaint {
  private static final Pattern TYPES =
      Pattern.compile(
          "Cannot apply '?(.+?)'? to arguments of type '(.*?)'\\. Supported", Pattern.DOTALL);
  private static final Pattern SIGNATURE =
      Pattern.compile("No match found for function signature (\\w+)\\((.*)\\)");
  private static final Pattern CAST =
      Pattern.compile("Cast function cannot convert value of type (.+) to type (.+)");
  private static final Pattern COUNT =
      Pattern.compile("Invalid number of arguments to function '(\\w+)'\\. Was expecting (\\d+)");
  private static final Pattern TYPE = Pattern.compile("Unknown identifier '(\\w+)'");
  private static final Pattern ARGUMENT = Pattern.compile("<([^<>]+)>");
  private static final Pattern COMPARISON = Pattern.compile("=|<>|!=|<|<=|>|>=");

  private Complaint() {}

  static ExpressionException at(SqlNode node, String message) {
    SqlParserPos at = node.getParserPosition();
    return new ExpressionException(
        message, Math.max(1, at.getLineNum()), Math.max(1, at.getColumnNum()));
  }

  /** The refusal of {@code node}, for which the engine threw {@code e}. */
  static ExpressionException of(RuntimeException e, SqlNode node) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = sentence(String.valueOf(cause.getMessage()));
    if (e instanceof CalciteContextException placed && placed.getPosLine() > 0) {
      return new ExpressionException(message, placed.getPosLine(), placed.getPosColumn());
    }
    return at(node, message);
  }

  private static String sentence(String message) {
    Matcher types = TYPES.matcher(message);
    if (types.find()) {
      return misapplied(types.group(1), words(types.group(2)));
    }
    Matcher signature = SIGNATURE.matcher(message);
    if (signature.find()) {
      String arguments = String.join(", ", words(signature.group(2)));
      return signature.group(1) + " does not take (" + arguments + ")";
    }
    Matcher cast = CAST.matcher(message);
    if (cast.find()) {
      return "a "
          + SqlTypes.word(cast.group(1))
          + " cannot be cast to "
          + SqlTypes.word(cast.group(2));
    }
    Matcher count = COUNT.matcher(message);
    if (count.find()) {
      return count.group(1)
          + " takes "
          + count.group(2)
          + (count.group(2).equals("1") ? " argument" : " arguments");
    }
    Matcher type = TYPE.matcher(message);
    if (type.find()) {
      return "no type " + type.group(1);
    }
    String plain = message.replaceAll("\\s+", " ").trim();
    return plain.isEmpty() ? "not a valid expression" : lowerFirst(plain);
  }

  /** That {@code operator} cannot compare a {@code first} with a {@code second}. */
  static String comparison(String operator, String first, String second) {
    boolean timestamp = first.equals("timestamp") || second.equals("timestamp");
    return operator.replace(" ASYMMETRIC", "")
        + " compares "
        + first
        + " with "
        + second
        + (timestamp ? "; a timestamp is written TIMESTAMP '2026-11-01 12:00:00'" : "");
  }

  private static String misapplied(String operator, List<String> types) {
    String name = operator.toUpperCase(Locale.ROOT);
    if (types.size() == 2 && COMPARISON.matcher(name).matches()) {
      return comparison(name, types.get(0), types.get(1));
    }
    return name + " cannot be applied to " + String.join(" and ", types);
  }

  private static List<String> words(String types) {
    List<String> words = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(types);
    while (argument.find()) {
      words.add(SqlTypes.word(argument.group(1)));
    }
    return words;
  }

  private static String lowerFirst(String message) {
    boolean sentence = message.length() > 1 && Character.isLowerCase(message.charAt(1));
    return sentence ? Character.toLowerCase(message.charAt(0)) + message.substring(1) : message;
  }
}
