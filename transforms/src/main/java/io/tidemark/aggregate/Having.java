package io.tidemark.aggregate;

import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The condition under which a (key, window) has a row; NULL and what has no value is false. */
public record Having(ScalarExpression condition) implements Serializable {
  public Having {
    if (!condition.type().equals(Type.BOOLEAN)) {
      throw new IllegalArgumentException(condition + " is not a condition");
    }
  }

  /** What a having may read: the groupBy columns, window_start, window_end, the measures. */
  public static Schema schema(Schema key, List<Field> measures) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.required("window_start", Type.TIMESTAMP));
    fields.add(Field.required("window_end", Type.TIMESTAMP));
    fields.addAll(measures);
    return key.with(fields);
  }

  boolean holds(Cells key, Span window, Cells measures) {
    return condition.test(
        key.with(Instant.ofEpochMilli(window.start()), Instant.ofEpochMilli(window.end()))
            .with(measures.toArray()));
  }
}
