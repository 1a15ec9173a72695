package io.tidemark.decode;

import io.tidemark.expression.EvaluationException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Appends derived fields to the events of chunks, in order: a derived field may use those before
 * it.
 *
 * <p>An event on which an expression fails becomes a dead letter of stage {@code derive.NAME}; null
 * is a value, not a failure. Each expression is compiled against the events' schema and the derived
 * fields before it. It comes before the duplicates are told apart, which may depend on derived
 * fields. A function of one chunk: no state, no shuffle; timestamps stay.
 */
public final class DeriveFields extends PTransform<PCollection<Chunk>, PCollection<Chunk>> {
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
  public PCollection<Chunk> expand(PCollection<Chunk> input) {
    Schema schema = ((ChunkCoder) input.getCoder()).schema();
    return input
        .apply("DeriveField", ParDo.of(new DeriveFn(fields)))
        .setCoder(ChunkCoder.of(schema.with(fields.stream().map(Derived::field).toList())));
  }

  private static final class DeriveFn extends DoFn<Chunk, Chunk> {
    private final ArrayList<Derived> fields;

    DeriveFn(List<Derived> fields) {
      this.fields = new ArrayList<>(fields);
    }

    @ProcessElement
    public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) {
      List<Event> derived = new ArrayList<>(chunk.events().size());
      List<DeadLetter> refused = new ArrayList<>(0);
      for (Event event : chunk.events()) {
        derive(event, derived, refused);
      }
      out.output(chunk.sifted(derived, refused));
    }

    private void derive(Event event, List<Event> derived, List<DeadLetter> refused) {
      Cells cells = event.cells();
      for (Derived field : fields) {
        @Nullable Object value;
        try {
          value = field.expression().evaluate(cells);
        } catch (EvaluationException e) {
          refused.add(failed(event, field.name(), e));
          return;
        }
        cells = cells.with(value);
      }
      derived.add(event.withCells(cells));
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
