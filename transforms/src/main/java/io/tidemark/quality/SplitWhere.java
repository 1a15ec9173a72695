package io.tidemark.quality;

import io.tidemark.expression.ScalarExpression;
import io.tidemark.model.Event;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Parts the events for which a view's {@code where} is true from those that it filters out. A
 * function of one event: no state, no shuffle.
 */
public final class SplitWhere extends PTransform<PCollection<Event>, WhereEvents> {
  private final ScalarExpression condition;

  private SplitWhere(ScalarExpression condition) {
    this.condition = condition;
  }

  public static SplitWhere of(ScalarExpression condition) {
    return new SplitWhere(condition);
  }

  @Override
  public WhereEvents expand(PCollection<Event> input) {
    Coder<Event> coder = input.getCoder();
    PCollectionTuple parted =
        input.apply(
            "TestEvent",
            ParDo.of(new TestFn(condition))
                .withOutputTags(WhereEvents.CHOSEN, TupleTagList.of(WhereEvents.FILTERED)));
    return new WhereEvents(
        parted.get(WhereEvents.CHOSEN).setCoder(coder),
        parted.get(WhereEvents.FILTERED).setCoder(coder));
  }

  private static final class TestFn extends DoFn<Event, Event> {
    private final ScalarExpression condition;

    TestFn(ScalarExpression condition) {
      this.condition = condition;
    }

    @ProcessElement
    public void process(@Element Event event, MultiOutputReceiver out) {
      out.get(condition.test(event.cells()) ? WhereEvents.CHOSEN : WhereEvents.FILTERED)
          .output(event);
    }
  }
}
