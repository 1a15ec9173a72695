package io.tidemark.decode;

import io.tidemark.expression.EvaluationException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.SiftedEvents;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Appends derived fields to events, in order: a derived field may use those before it.
 *
 * <p>An event on which an expression fails becomes a dead letter of stage {@code derive.NAME}; null
 * is a value, not a failure. Each expression is compiled against the events' schema and the derived
 * fields before it. A function of one event: no state, no shuffle.
 */
public final class DeriveFields extends PTransform<PCollection<Event>, SiftedEvents> {
  private final List<Derived> fields;

  private DeriveFields(List<Derived> fields) {
    this.fields = List.copyOf(fields);
  }

  public static DeriveFields of(List<Derived> fields) {
    return new DeriveFields(fields);
  }

  /** One derived field. */
  public record Derived(String name, ScalarExpression expression) implements Serializable {
    /** Its column. */
    public Field field() {
      return new Field(name, expression.type(), expression.nullable());
    }
  }

  @Override
  public SiftedEvents expand(PCollection<Event> input) {
    Schema schema = ((EventCoder) input.getCoder()).schema();
    return SiftedEvents.of(
        input.apply(
            "DeriveField",
            ParDo.of(new DeriveFn(fields))
                .withOutputTags(SiftedEvents.EVENTS, TupleTagList.of(SiftedEvents.DEAD_LETTERS))),
        schema.with(fields.stream().map(Derived::field).toList()));
  }

  private static final class DeriveFn extends DoFn<Event, Event> {
    private final ArrayList<Derived> fields;

    DeriveFn(List<Derived> fields) {
      this.fields = new ArrayList<>(fields);
    }

    @ProcessElement
    public void process(@Element Event event, MultiOutputReceiver out) {
      Cells cells = event.cells();
      for (Derived field : fields) {
        @Nullable Object value;
        try {
          value = field.expression().evaluate(cells);
        } catch (EvaluationException e) {
          out.get(SiftedEvents.DEAD_LETTERS).output(failed(event, field.name(), e));
          return;
        }
        cells = cells.with(value);
      }
      out.get(SiftedEvents.EVENTS).output(event.withCells(cells));
    }

    private static DeadLetter failed(Event event, String name, EvaluationException e) {
      return DeadLetter.of(
          event,
          Reason.CHECK_FAILED,
          "derived field " + name + ": " + e.getMessage(),
          "derive." + name);
    }
  }
}
