package io.tidemark.expression;

import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One call of an aggregate with an optional {@code FILTER (WHERE ...)}, its arguments checked
 * against a schema. Which aggregates there are, and what they take, is the caller's to say.
 */
public final class AggregateExpression {
  private static final Pattern FIRST_OR_LAST =
      Pattern.compile("^[\\s(]*(FIRST|LAST)(?=\\s*\\()", Pattern.CASE_INSENSITIVE);
  private static final String STAND_IN = "_";

  private final String function;
  private final boolean star;
  private final List<ScalarExpression> arguments;
  private final Optional<ScalarExpression> filter;
  private final List<SqlParserPos> places;

  private AggregateExpression(
      String function,
      boolean star,
      List<ScalarExpression> arguments,
      Optional<ScalarExpression> filter,
      List<SqlParserPos> places) {
    this.function = function;
    this.star = star;
    this.arguments = arguments;
    this.filter = filter;
    this.places = places;
  }

  /**
   * The call {@code sql} over the columns of {@code schema}.
   *
   * @param functions the aggregates there are, in capitals
   */
  public static AggregateExpression compile(String sql, Schema schema, List<String> functions)
      throws ExpressionException {
    ParsedText text = parsed(sql, schema);
    SqlNode call = text.root();
    SqlNode condition = null;
    if (call.getKind() == SqlKind.FILTER) {
      SqlCall filter = (SqlCall) call;
      call = filter.operand(0);
      condition = filter.operand(1);
    }
    if (!(call instanceof SqlCall aggregate)
        || !(aggregate.getOperator() instanceof SqlFunction operator)
        || !functions.contains(nameOf(operator))) {
      throw Complaint.at(
          call,
          "a measure is one aggregate call, such as SUM(x), with an optional FILTER (WHERE ...); "
              + text.textOf(call)
              + " is not");
    }
    return of(text, aggregate, operator, condition, schema);
  }

  /**
   * The SQL engine knows FIRST and LAST as functions of patterns of rows, which take no FILTER:
   * under another name of the same length it reads them as any aggregate.
   */
  private static ParsedText parsed(String sql, Schema schema) throws ExpressionException {
    Matcher name = FIRST_OR_LAST.matcher(sql);
    if (!name.find()) {
      return ParsedText.of(sql, schema);
    }
    int end = name.end() - 1;
    String renamed = sql.substring(0, end) + STAND_IN + sql.substring(end + 1);
    return new ParsedText(sql, ParsedText.of(renamed, schema).root());
  }

  private static String nameOf(SqlFunction operator) {
    String name = operator.getName().toUpperCase(Locale.ROOT);
    return name.equals("FIRS" + STAND_IN) || name.equals("LAS" + STAND_IN)
        ? name.replace(STAND_IN, "T")
        : name;
  }

  private static AggregateExpression of(
      ParsedText text,
      SqlCall aggregate,
      SqlFunction operator,
      @Nullable SqlNode condition,
      Schema schema)
      throws ExpressionException {
    String function = nameOf(operator);
    if (aggregate.getFunctionQuantifier() != null) {
      throw Complaint.at(
          aggregate,
          function
              + "("
              + aggregate.getFunctionQuantifier()
              + " ...) is not supported yet"
              + (function.equals("COUNT") ? "; APPROX_COUNT_DISTINCT(...) is" : ""));
    }
    boolean star = false;
    List<ScalarExpression> arguments = new ArrayList<>();
    List<SqlParserPos> places = new ArrayList<>();
    places.add(aggregate.getParserPosition());
    for (SqlNode operand : aggregate.getOperandList()) {
      if (operand instanceof SqlIdentifier id && id.isStar()) {
        star = true;
      } else {
        arguments.add(ScalarExpression.of(text, operand, schema));
        places.add(operand.getParserPosition());
      }
    }
    Optional<ScalarExpression> filter = Optional.empty();
    if (condition != null) {
      ScalarExpression where = ScalarExpression.of(text, condition, schema);
      if (!where.type().equals(Type.BOOLEAN)) {
        throw Complaint.at(
            condition, "FILTER needs a condition, " + where.sql() + " is a " + where.type());
      }
      filter = Optional.of(where);
    }
    return new AggregateExpression(
        function, star, List.copyOf(arguments), filter, List.copyOf(places));
  }

  /** The aggregate's name, in capitals. */
  public String function() {
    return function;
  }

  /** Whether it stands as {@code (*)}. */
  public boolean star() {
    return star;
  }

  /** What it is applied to; empty with {@link #star}. */
  public List<ScalarExpression> arguments() {
    return arguments;
  }

  /** The condition of its FILTER. */
  public Optional<ScalarExpression> filter() {
    return filter;
  }

  /** A refusal of the whole call. */
  public ExpressionException refusal(String message) {
    return refusal(places.get(0), message);
  }

  /** A refusal of argument {@code i}, from 0. */
  public ExpressionException refusal(int i, String message) {
    return refusal(places.get(i + 1), message);
  }

  private static ExpressionException refusal(SqlParserPos at, String message) {
    return new ExpressionException(message, at.getLineNum(), at.getColumnNum());
  }
}
