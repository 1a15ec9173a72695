package io.tidemark.expression;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.lang.reflect.Modifier;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumUtils;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.ClassDeclaration;
import org.apache.calcite.linq4j.tree.ClassDeclarationFinder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.MethodDeclaration;
import org.apache.calcite.linq4j.tree.ParameterExpression;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Java source for a checked expression: the body of a class whose {@code apply} takes {@link Cells}
 * and gives the value as the engine holds it. What does not depend on the row (a compiled regular
 * expression) is made once for the class.
 */
final class CodeGenerator {
  private final JavaTypeFactory types;
  private final RexBuilder rex;
  private final ParameterExpression argument = Expressions.parameter(Object.class, "argument");
  private final ParameterExpression row = Expressions.parameter(Modifier.FINAL, Cells.class, "row");

  CodeGenerator(JavaTypeFactory types) {
    this.types = types;
    this.rex = new RexBuilder(types);
  }

  /** The source for {@code node}, whose input references are the columns of {@code schema}. */
  String generate(RexNode node, RelDataType rowType, Schema schema) {
    BlockBuilder block = new BlockBuilder();
    block.add(
        Expressions.declare(Modifier.FINAL, row, Expressions.convert_(argument, Cells.class)));
    block.add(
        Expressions.declare(
            Modifier.FINAL,
            DataContext.ROOT,
            Expressions.field(null, Representation.class, "CONTEXT")));
    RexProgram program = RexProgram.create(rowType, List.of(node), null, List.of("value"), rex);
    Expression value =
        RexToLixTranslator.translateProjects(
                program,
                types,
                SqlConformanceEnum.LENIENT,
                block,
                null,
                null,
                DataContext.ROOT,
                (list, index, storage) -> column(schema.field(index), index, rowType, storage),
                null)
            .get(0);
    block.add(Expressions.return_(null, Expressions.box(value)));
    MethodDeclaration apply =
        Expressions.methodDecl(
            Modifier.PUBLIC, Object.class, "apply", List.of(argument), block.toBlock());
    ClassDeclaration declaration =
        Expressions.classDecl(Modifier.PUBLIC, "Compiled", null, List.of(), List.of(apply));
    ClassDeclaration hoisted =
        declaration.accept(ClassDeclarationFinder.create(InstanceHoisting::new));
    return Expressions.toString(hoisted.memberDeclarations, "\n", false);
  }

  private Expression column(
      Field field, int index, RelDataType rowType, java.lang.reflect.@Nullable Type storage) {
    java.lang.reflect.Type target =
        storage == null ? types.getJavaClass(rowType.getFieldList().get(index).getType()) : storage;
    return EnumUtils.convert(held(field, index), target);
  }

  private Expression held(Field field, int index) {
    return switch (field.type().kind()) {
      case STRING -> cell(String.class, index);
      case BOOLEAN -> cell(Boolean.class, index);
      case LONG -> cell(Long.class, index);
      case DOUBLE -> cell(Double.class, index);
      case DECIMAL -> cell(java.math.BigDecimal.class, index);
      case TIMESTAMP -> represented("millis", index);
      case DATE -> represented("days", index);
      case BYTES -> represented("bytes", index);
      case ARRAY -> represented("list", index);
    };
  }

  private Expression cell(Class<?> type, int index) {
    return Expressions.convert_(Expressions.call(row, "get", Expressions.constant(index)), type);
  }

  private Expression represented(String method, int index) {
    return Expressions.call(Representation.class, method, row, Expressions.constant(index));
  }
}
