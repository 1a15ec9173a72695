package io.tidemark.expression;

import io.tidemark.model.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJdbcFunctionCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStringContextVariable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds the column behind every name of a syntax tree, a dimension's included, and refuses by name
 * what cannot stand in an expression: aggregates, queries, and what is not the same each time.
 */
final class NameResolver extends SqlShuttle {
  private final Schema schema;
  private final Functions functions;
  private final Set<String> columns = new TreeSet<>();

  NameResolver(Schema schema, Functions functions) {
    this.schema = schema;
    this.functions = functions;
  }

  /** The columns found so far. */
  Set<String> columns() {
    return columns;
  }

  @Override
  public @Nullable SqlNode visit(SqlIdentifier id) {
    if (id.isStar()) {
      throw new Refusal("* stands only in COUNT(*)", id.getParserPosition());
    }
    String name = String.join(".", id.names);
    if (schema.has(name)) {
      columns.add(name);
      SqlParserPos quoted = id.getParserPosition().withQuoting(true);
      return new SqlIdentifier(List.of(name), null, quoted, List.of(quoted));
    }
    if (id.isSimple() && !id.isComponentQuoted(0)) {
      List<SqlOperator> niladic = functions.named(name);
      if (!niladic.isEmpty()) {
        refuseOperator(niladic, name, id.getParserPosition());
        return id;
      }
    }
    throw new Refusal(NearestName.noColumn(name, schema.names()), id.getParserPosition());
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlOperator operator = call.getOperator();
    SqlParserPos at = call.getParserPosition();
    if (call.getKind().belongsTo(SqlKind.QUERY) || call.getKind() == SqlKind.WITH) {
      throw new Refusal("a query cannot stand here", at);
    } else if (call.getKind() == SqlKind.OVER || call.getKind() == SqlKind.FILTER) {
      throw new Refusal(call.getKind() + " cannot stand here", at);
    } else if (call.getKind() == SqlKind.FIRST || call.getKind() == SqlKind.LAST) {
      throw new Refusal(call.getKind() + " is an aggregate and cannot stand here", at);
    } else if (operator instanceof SqlJdbcFunctionCall) {
      throw new Refusal("{fn ...} is not supported", at);
    } else if (operator instanceof SqlFunction function) {
      SqlIdentifier id = function.getNameAsId();
      String name = String.join(".", id.names);
      List<SqlOperator> found = functions.named(name);
      boolean unresolved = function.getFunctionType().isUserDefined();
      if (found.isEmpty() && unresolved) {
        throw new Refusal("no function " + name, at);
      }
      refuseOperator(found.isEmpty() ? List.of(operator) : found, name, at);
      checkPattern(name, call);
    } else {
      refuseOperator(List.of(operator), operator.getName(), at);
    }
    return super.visit(call);
  }

  @Override
  public @Nullable SqlNode visit(SqlDynamicParam param) {
    throw new Refusal("? cannot stand here", param.getParserPosition());
  }

  /** A regular expression that is not one fails here, and not at every row. */
  private static void checkPattern(String name, SqlCall call) {
    if (name.toUpperCase(Locale.ROOT).startsWith("REGEXP")
        && call.operandCount() > 1
        && call.operand(1) instanceof SqlCharStringLiteral literal) {
      String pattern = literal.getValueAs(String.class);
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new Refusal(
            "'" + pattern + "' is not a regular expression: " + e.getDescription(),
            literal.getParserPosition());
      }
    }
  }

  private static void refuseOperator(List<SqlOperator> found, String name, SqlParserPos at) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (SqlOperator each : found) {
      if (each.isAggregator()) {
        throw new Refusal(upper + " is an aggregate and cannot stand here", at);
      }
      if (each.isDynamicFunction()
          || !each.isDeterministic()
          || each instanceof SqlStringContextVariable
          || each.getKind() == SqlKind.NEXT_VALUE
          || each.getKind() == SqlKind.CURRENT_VALUE) {
        throw new Refusal(
            upper + " is not the same in a replay and cannot stand in an expression", at);
      }
    }
  }
}
