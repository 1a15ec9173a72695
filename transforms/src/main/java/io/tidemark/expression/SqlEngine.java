package io.tidemark.expression;

import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * Checks a syntax tree against a schema and turns it into code. What does not depend on the schema
 * is shared; nothing of it changes. Thread safe.
 */
final class SqlEngine {
  private static final SqlEngine SHARED = new SqlEngine();

  private final JavaTypeFactoryImpl types = SqlTypes.factory();
  private final Functions functions = new Functions();
  private final CalciteCatalogReader catalog;

  private SqlEngine() {
    Properties settings = new Properties();
    settings.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    catalog =
        new CalciteCatalogReader(
            CalciteSchema.createRootSchema(false, false),
            List.of(),
            types,
            new CalciteConnectionConfigImpl(settings));
  }

  static SqlEngine shared() {
    return SHARED;
  }

  /** An expression that was checked: its type, the columns it reads, its code. */
  record Checked(Type type, boolean nullable, Set<String> columns, String code) {}

  /** Checks {@code node}, a part of {@code text}, and generates its code. */
  Checked check(ParsedText text, SqlNode node, Schema schema) throws ExpressionException {
    try {
      NameResolver names = new NameResolver(schema, functions);
      SqlNode resolved = node.accept(names);
      if (resolved == null) {
        throw new IllegalStateException("no syntax tree for " + text.sql());
      }
      RexNode rex = convert(resolved, schema);
      Type type =
          SqlTypes.columnType(rex.getType())
              .orElseThrow(
                  () ->
                      Complaint.at(
                          node, "its type, " + rex.getType() + ", cannot be held in a column"));
      RexNode checked = rex.accept(new CheckedArithmetic(new RexBuilder(types)));
      String code = new CodeGenerator(types).generate(checked, rowType(schema), schema);
      return new Checked(type, rex.getType().isNullable(), Set.copyOf(names.columns()), code);
    } catch (Refusal e) {
      throw e.atItsPlace();
    } catch (CalciteException e) {
      throw Complaint.of(e, node);
    } catch (RuntimeException | AssertionError e) {
      // The engine can parse and check more than it has code for.
      throw Complaint.at(node, text.textOf(node) + " is not supported");
    }
  }

  private RexNode convert(SqlNode node, Schema schema) {
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            functions,
            catalog,
            types,
            SqlValidator.Config.DEFAULT
                .withConformance(SqlConformanceEnum.LENIENT)
                .withTypeCoercionEnabled(false));
    Map<String, RelDataType> columns = SqlTypes.of(schema, types);
    SqlNode validated = validator.validateParameterizedExpression(node, columns);
    validated.accept(new ComparisonCheck(validator));
    RexBuilder rex = new RexBuilder(types);
    RelOptCluster cluster = RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), rex);
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, query, schemaPath, viewPath) -> {
              throw new UnsupportedOperationException("a view in an expression");
            },
            validator,
            catalog,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config().withInSubQueryThreshold(Integer.MAX_VALUE));
    Map<String, RexNode> inputs = new HashMap<>();
    for (int i = 0; i < schema.size(); i++) {
      String name = schema.field(i).name();
      inputs.put(name, rex.makeInputRef(columns.get(name), i));
    }
    return converter.convertExpression(validated, inputs);
  }

  private RelDataType rowType(Schema schema) {
    Map<String, RelDataType> columns = SqlTypes.of(schema, types);
    return types.createStructType(
        schema.names().stream().map(columns::get).toList(), schema.names());
  }
}
