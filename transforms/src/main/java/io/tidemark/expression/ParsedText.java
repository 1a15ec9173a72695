package io.tidemark.expression;

import io.tidemark.model.Schema;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** The text of an expression and its syntax tree. */
record ParsedText(String sql, SqlNode root) {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withConformance(SqlConformanceEnum.LENIENT);
  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"(.*?)\" at line", Pattern.DOTALL);
  private static final Pattern LEXICAL =
      Pattern.compile(
          "Lexical error at line (\\d+), column (\\d+)\\.\\s+Encountered: \"?([^\" ]+)");
  private static final Pattern KEYWORD =
      Pattern.compile("Incorrect syntax near the keyword '([^']+)'");

  private static final String END = "unexpected end of the expression";

  /** What cannot be the last word of an expression. */
  private static final Pattern MIDAIR =
      Pattern.compile(
          "(?is).*([-+*/%=<>(,.|]|\\b(and|or|not|in|is|like|between|when|then|else|as|from))\\s*");

  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

  /** Text in quotes, or a word and what follows it. */
  private static final Pattern WORD =
      Pattern.compile(QUOTED + "|(?<![\\w.])([A-Za-z_]\\w*)(?!\\w|\\s*[('])");

  /** Parses {@code sql}; {@code schema} only makes the messages better. */
  static ParsedText of(String sql, Schema schema) throws ExpressionException {
    if (sql.isBlank()) {
      throw new ExpressionException("the expression is empty", 1, 1);
    }
    try {
      return new ParsedText(sql, SqlParser.create(sql, CONFIG).parseExpression());
    } catch (SqlParseException e) {
      throw refusal(sql, schema, e);
    }
  }

  /** The text that {@code node} was parsed from. */
  String textOf(SqlNode node) {
    SqlParserPos at = node.getParserPosition();
    int start = offset(at.getLineNum(), at.getColumnNum());
    int end = offset(at.getEndLineNum(), at.getEndColumnNum()) + 1;
    boolean known = 0 <= start && start < end && end <= sql.length();
    String text = known ? sql.substring(start, end) : "";
    long opened = text.chars().filter(c -> c == '(').count();
    long closed = text.chars().filter(c -> c == ')').count();
    return known && opened == closed ? text : node.toString().replace("`", "");
  }

  private int offset(int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = sql.indexOf('\n', start) + 1;
    }
    return start + column - 1;
  }

  private static ExpressionException refusal(String sql, Schema schema, SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    SqlParserPos at = e.getPos();
    int line = at == null ? 1 : Math.max(1, at.getLineNum());
    int column = at == null ? 1 : Math.max(1, at.getColumnNum());
    Matcher lexical = LEXICAL.matcher(message);
    if (lexical.find()) {
      line = Integer.parseInt(lexical.group(1));
      column = Integer.parseInt(lexical.group(2));
    }
    String unquoted =
        QUOTED.matcher(sql).replaceAll(quoted -> " ".repeat(quoted.end() - quoted.start()));
    int quote = Math.max(unquoted.indexOf('\''), unquoted.indexOf('"'));
    if (quote >= 0) {
      return at("a quote is not closed", sql, quote);
    }
    Matcher word = WORD.matcher(sql);
    while (word.find()) {
      String name = word.group(1);
      if (name != null && schema.has(name) && isReserved(name)) {
        return at(
            name
                + " is a reserved word of SQL: write \""
                + name
                + "\", in double quotes, for the column",
            sql,
            word.start());
      }
    }
    return new ExpressionException(explain(sql, message), line, column);
  }

  private static String explain(String sql, String message) {
    Matcher lexical = LEXICAL.matcher(message);
    if (lexical.find()) {
      return "unexpected character " + lexical.group(3);
    }
    if (endsInMidair(sql)) {
      return END;
    }
    Matcher keyword = KEYWORD.matcher(message);
    if (keyword.find()) {
      return "unexpected " + keyword.group(1) + ", a reserved word of SQL";
    }
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (encountered.find()) {
      String found = encountered.group(1).split(" ", 2)[0];
      return found.isEmpty() || found.equals("<EOF>") ? END : "unexpected " + found;
    }
    String first = message.lines().findFirst().orElse(sql);
    return first.contains("<EOF>") ? END : first;
  }

  private static boolean endsInMidair(String sql) {
    return MIDAIR.matcher(sql).matches();
  }

  private static ExpressionException at(String message, String sql, int offset) {
    String before = sql.substring(0, offset);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new ExpressionException(message, line, offset - before.lastIndexOf('\n'));
  }

  private static boolean isReserved(String name) {
    SqlAbstractParserImpl.Metadata words = SqlParser.create("", CONFIG).getMetadata();
    String upper = name.toUpperCase(Locale.ROOT);
    return words.isReservedWord(upper) || words.isReservedFunctionName(upper);
  }
}
