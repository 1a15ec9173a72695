package io.tidemark.spec;

import io.tidemark.aggregate.Measure;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells which dimensions a pipeline needs: what a view names or lists, what may refuse events, and
 * what the key of a needed one names. The others need not be read.
 */
final class UsedDimensions {
  private final Schema enriched;
  private final Set<String> used = new HashSet<>();

  private UsedDimensions(Schema enriched) {
    this.enriched = enriched;
  }

  /**
   * The names of those that are used.
   *
   * @param declared each after those that its key names
   * @param enriched the columns that the events have after all of them
   */
  static Set<String> of(List<DimensionSpec> declared, List<ViewSpec> views, Schema enriched) {
    UsedDimensions dimensions = new UsedDimensions(enriched);
    boolean listsAll = views.stream().anyMatch(UsedDimensions::listsAll);
    for (DimensionSpec dimension : declared) {
      if (listsAll || dimension.onMiss() == DimensionSpec.OnMiss.DEAD_LETTER) {
        dimensions.used.add(dimension.name());
      }
    }
    if (dimensions.used.size() < declared.size()) {
      views.forEach(dimensions::view);
    }
    for (int i = declared.size() - 1; i >= 0; i--) {
      if (dimensions.used.contains(declared.get(i).name())) {
        declared.get(i).key().forEach(part -> dimensions.column(part.eventColumn()));
      }
    }
    return dimensions.used;
  }

  /** Whether its rows have the columns of every dimension. */
  private static boolean listsAll(ViewSpec view) {
    return view.window().isEmpty() && view.select().isEmpty();
  }

  private void view(ViewSpec view) {
    Stream.concat(view.select().stream(), view.groupBy().stream())
        .forEach(column -> column(column.source()));
    try {
      if (view.where().isPresent()) {
        ScalarExpression.condition(view.where().get().sql(), enriched)
            .columns()
            .forEach(this::column);
      }
      for (ViewSpec.MeasureSpec measure : view.measures()) {
        Measure.compile(measure.name(), measure.expression().sql(), enriched)
            .columns()
            .forEach(this::column);
      }
    } catch (ExpressionException e) {
      throw new IllegalStateException(view.place() + ": passed the parser, but: " + e, e);
    }
  }

  private void column(String name) {
    int point = name.indexOf('.');
    if (point > 0) {
      used.add(name.substring(0, point));
    }
  }
}
