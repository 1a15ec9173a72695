package io.tidemark.graph;

import io.tidemark.aggregate.Having;
import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.LastingCondition;
import io.tidemark.model.Schema;
import io.tidemark.spec.Expression;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells whether a view's {@code having} stays true of a (key, window) once it is. */
public final class LastingHaving {
  private LastingHaving() {}

  /**
   * Whether every row that is written once stays written as events are added; a row of a session
   * does not, since the session may grow. False where that cannot be told.
   *
   * @param view one with a {@code having}
   */
  public static boolean of(PipelineSpec spec, ViewSpec view) {
    if (view.gap().isPresent()) {
      return false;
    }
    Expression having = view.having().orElseThrow();
    Schema key = Tables.keySchema(spec, view);
    List<Measure> measures = Expressions.measures(spec, view);
    Set<String> fixed = new HashSet<>(key.names());
    fixed.addAll(List.of("window_start", "window_end"));
    Set<String> growing =
        measures.stream()
            .filter(Measure::grows)
            .map(measure -> measure.field().name())
            .collect(Collectors.toSet());
    Schema columns = Having.schema(key, measures.stream().map(Measure::field).toList());
    try {
      return LastingCondition.lasts(having.sql(), columns, growing, fixed);
    } catch (ExpressionException e) {
      throw new IllegalStateException(having.place() + ": passed the parser, but: " + e, e);
    }
  }
}
