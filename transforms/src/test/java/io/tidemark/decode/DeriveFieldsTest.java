package io.tidemark.decode;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.decode.DeriveFields.Derived;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.SiftedEvents;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class DeriveFieldsTest {
  @Test
  void derivedFieldsAreAppendedAndWhatCannotBeDerivedIsADeadLetter() throws ExpressionException {
    Derived doubled = derived("doubled", "bytes * 2", Timeline.SCHEMA);
    Derived share =
        derived("share", "100 / doubled", Timeline.SCHEMA.with(List.of(doubled.field())));
    List<Event> events =
        List.of(
            Timeline.event(0, at("12:00"), Event.BEFORE_ALL, "h1", 5L),
            Timeline.event(1, at("12:00"), Event.BEFORE_ALL, "h1", null),
            Timeline.event(2, at("12:00"), at("11:00"), "h1", 0L));
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    SiftedEvents derived =
        pipeline
            .apply("ReadEvents", Create.of(events).withCoder(EventCoder.of(Timeline.SCHEMA)))
            .apply("DeriveFields", DeriveFields.of(List.of(doubled, share)));

    Schema schema = ((EventCoder) derived.events().getCoder()).schema();
    assertEquals(List.of("host", "bytes", "doubled", "share"), schema.names());
    PCollection<String> cells =
        derived
            .events()
            .apply(
                "ShowCells",
                MapElements.into(TypeDescriptors.strings()).via(event -> event.cells().toString()));
    PCollection<String> deadLetters =
        derived
            .deadLetters()
            .apply(
                "ShowDeadLetters",
                MapElements.into(TypeDescriptors.strings()).via(DeriveFieldsTest::show));
    PAssert.that(cells).containsInAnyOrder("[h1, 5, 10, 10]", "[h1, null, null, null]");
    PAssert.that(deadLetters)
        .containsInAnyOrder("events-0@2 CHECK_FAILED derive.share 11:00 derived field share");
    pipeline.run();
  }

  /** The message's start is ours; what follows is the engine's. */
  private static String show(DeadLetter letter) {
    return "%s %s %s %s %s"
        .formatted(
            letter.arrival().position(),
            letter.reason(),
            letter.stage(),
            Timeline.text(letter.tidemark()),
            letter.message().substring(0, letter.message().indexOf(": ")));
  }

  private static Derived derived(String name, String sql, Schema schema)
      throws ExpressionException {
    return new Derived(name, ScalarExpression.compile(sql, schema));
  }
}
