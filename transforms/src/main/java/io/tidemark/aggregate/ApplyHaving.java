package io.tidemark.aggregate;

import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Pane;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Keeps the rows for which a condition holds, and withdraws those for which it no longer does.
 *
 * <p>Bounded input has one pane a window: a filter. Unbounded input is kept in its windows: when
 * the condition stops holding for a (key, window) of which a row went out, a row with pane
 * RETRACTED and null measures follows; a pane that is overtaken by one of a higher revision is
 * dropped. Nothing goes out for a (key, window) for which the condition never held.
 *
 * <p>Cost on unbounded input: one shuffle of the rows, and two small values for each key and window
 * until the window expires.
 */
public final class ApplyHaving extends PTransform<PCollection<PaneRow>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final ScalarExpression condition;
  private final Schema key;

  private ApplyHaving(ScalarExpression condition, Schema key) {
    this.condition = condition;
    this.key = key;
  }

  /**
   * Keeps the rows for which {@code condition} holds.
   *
   * @param condition compiled against {@link #schema}
   * @param key the columns of the rows' key
   */
  public static ApplyHaving of(ScalarExpression condition, Schema key) {
    return new ApplyHaving(condition, key);
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
    if (!condition.type().equals(Type.BOOLEAN)) {
      throw new IllegalArgumentException(condition + " is not a condition");
    }
    if (rows.isBounded() == PCollection.IsBounded.BOUNDED) {
      return rows.apply("KeepHaving", Filter.by(row -> holds(condition, row)))
          .setCoder(rows.getCoder());
    }
    return rows.apply(
            "ByKey", WithKeys.of(PaneRow::key).withKeyType(TypeDescriptor.of(Cells.class)))
        .setCoder(KvCoder.of(CellsCoder.of(key), rows.getCoder()))
        .apply("KeepOrRetract", ParDo.of(new KeepOrRetractFn(condition)))
        .setCoder(rows.getCoder());
  }

  private static boolean holds(ScalarExpression condition, PaneRow row) {
    return condition.test(
        row.key()
            .with(Instant.ofEpochMilli(row.windowStart()), Instant.ofEpochMilli(row.windowEnd()))
            .with(row.measures().toArray()));
  }

  private static final class KeepOrRetractFn extends DoFn<KV<Cells, PaneRow>, PaneRow> {
    private static final long serialVersionUID = 1L;

    private static final String REVISION = "revision";
    private static final String WRITTEN = "written";

    @StateId(REVISION)
    private final StateSpec<ValueState<Long>> revisions = StateSpecs.value(VarLongCoder.of());

    @StateId(WRITTEN)
    private final StateSpec<ValueState<Boolean>> writes = StateSpecs.value(BooleanCoder.of());

    private final ScalarExpression condition;

    private KeepOrRetractFn(ScalarExpression condition) {
      this.condition = condition;
    }

    @ProcessElement
    public void process(
        @Element KV<Cells, PaneRow> keyed,
        @StateId(REVISION) ValueState<Long> revision,
        @StateId(WRITTEN) ValueState<Boolean> written,
        OutputReceiver<PaneRow> out) {
      PaneRow row = keyed.getValue();
      Long newest = revision.read();
      if (newest != null && row.revision() < newest) {
        return;
      }
      revision.write(row.revision());
      if (holds(condition, row)) {
        written.write(true);
        out.output(row);
      } else if (Boolean.TRUE.equals(written.read())) {
        written.write(false);
        out.output(retraction(row));
      }
    }

    private static PaneRow retraction(PaneRow row) {
      return new PaneRow(
          row.key(),
          row.windowStart(),
          row.windowEnd(),
          Cells.of(new Object[row.measures().size()]),
          Pane.RETRACTED,
          row.generation(),
          row.revision());
    }
  }
}
