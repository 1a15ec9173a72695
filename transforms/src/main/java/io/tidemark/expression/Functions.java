package io.tidemark.expression;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions an expression may call, by name in either case: standard SQL, PostgreSQL's, and
 * REGEXP_SUBSTR, REGEXP_EXTRACT, REGEXP_CONTAINS.
 */
final class Functions implements SqlOperatorTable {
  private static final SqlNameMatcher ANY_CASE = SqlNameMatchers.withCaseSensitive(false);

  private final SqlOperatorTable all =
      SqlOperatorTables.chain(
          SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
              SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL),
          SqlOperatorTables.of(
              SqlLibraryOperators.REGEXP_SUBSTR,
              SqlLibraryOperators.REGEXP_EXTRACT,
              SqlLibraryOperators.REGEXP_CONTAINS));

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    all.lookupOperatorOverloads(name, category, syntax, found, ANY_CASE);
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return all.getOperatorList();
  }

  /** The operators called {@code name}, of every kind of syntax that a call can have. */
  List<SqlOperator> named(String name) {
    List<SqlOperator> found = new ArrayList<>();
    SqlIdentifier identifier = new SqlIdentifier(name, SqlParserPos.ZERO);
    for (SqlSyntax syntax :
        List.of(SqlSyntax.FUNCTION, SqlSyntax.FUNCTION_ID, SqlSyntax.FUNCTION_ID_CONSTANT)) {
      all.lookupOperatorOverloads(identifier, null, syntax, found, ANY_CASE);
    }
    return found;
  }
}
