package io.tidemark.quality;

import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Chunk;
import io.tidemark.model.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Parts the events of chunks for which a view's {@code where} is true from those that it filters
 * out. A function of one event: no state, no shuffle.
 */
public final class SplitWhere extends PTransform<PCollection<Chunk>, WhereEvents> {
  private final ScalarExpression condition;

  private SplitWhere(ScalarExpression condition) {
    this.condition = condition;
  }

  public static SplitWhere of(ScalarExpression condition) {
    return new SplitWhere(condition);
  }

  @Override
  public WhereEvents expand(PCollection<Chunk> input) {
    Coder<Chunk> coder = input.getCoder();
    PCollectionTuple parted =
        input.apply(
            "TestEvents",
            ParDo.of(new TestFn(condition))
                .withOutputTags(WhereEvents.CHOSEN, TupleTagList.of(WhereEvents.FILTERED)));
    return new WhereEvents(
        parted.get(WhereEvents.CHOSEN).setCoder(coder),
        parted.get(WhereEvents.FILTERED).setCoder(coder));
  }

  private static final class TestFn extends DoFn<Chunk, Chunk> {
    private final ScalarExpression condition;

    TestFn(ScalarExpression condition) {
      this.condition = condition;
    }

    @ProcessElement
    public void process(@Element Chunk chunk, MultiOutputReceiver out) {
      List<Event> chosen = new ArrayList<>();
      List<Event> filtered = new ArrayList<>();
      for (Event event : chunk.events()) {
        (condition.test(event.cells()) ? chosen : filtered).add(event);
      }
      if (!chosen.isEmpty()) {
        out.get(WhereEvents.CHOSEN).output(chunk.only(chosen));
      }
      if (!filtered.isEmpty()) {
        out.get(WhereEvents.FILTERED).output(chunk.only(filtered));
      }
    }
  }
}
