package io.tidemark.graph;

import io.tidemark.aggregate.Measure;
import io.tidemark.decode.DeriveFields;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.Expression;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.util.ArrayList;
import java.util.List;

/** Compiles the expressions of a spec, which its parser has found to be right. */
final class Expressions {
  private Expressions() {}

  static List<DeriveFields.Derived> derived(PipelineSpec spec) {
    List<DeriveFields.Derived> derived = new ArrayList<>();
    Schema schema = spec.event().decodedSchema();
    for (EventSpec.DerivedSpec field : spec.event().derive()) {
      derived.add(new DeriveFields.Derived(field.name(), scalar(field.expression(), schema)));
      schema = schema.with(List.of(Field.nullable(field.name(), field.type())));
    }
    return derived;
  }

  static List<Measure> measures(PipelineSpec spec, ViewSpec view) {
    List<Measure> measures = new ArrayList<>();
    for (ViewSpec.MeasureSpec measure : view.measures()) {
      try {
        measures.add(
            Measure.compile(measure.name(), measure.expression().sql(), spec.enrichedSchema()));
      } catch (ExpressionException e) {
        throw passedTheParser(measure.expression(), e);
      }
    }
    return measures;
  }

  static ScalarExpression condition(Expression expression, Schema schema) {
    try {
      return ScalarExpression.condition(expression.sql(), schema);
    } catch (ExpressionException e) {
      throw passedTheParser(expression, e);
    }
  }

  private static ScalarExpression scalar(Expression expression, Schema schema) {
    try {
      return ScalarExpression.compile(expression.sql(), schema);
    } catch (ExpressionException e) {
      throw passedTheParser(expression, e);
    }
  }

  private static IllegalStateException passedTheParser(Expression expression, Exception e) {
    return new IllegalStateException(expression.place() + ": passed the parser, but: " + e, e);
  }
}
