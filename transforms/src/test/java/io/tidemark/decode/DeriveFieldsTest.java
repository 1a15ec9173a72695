package io.tidemark.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.decode.DeriveFields.Derived;
import io.tidemark.expression.ExpressionException;
import io.tidemark.expression.ScalarExpression;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Schema;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
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
    List<Chunk> chunks =
        Chunks.of("events-0")
            .event("h1", 0)
            .broken()
            .tidemark("11:00")
            .event(null, "12:00")
            .event("h3", "12:00")
            .broken()
            .end()
            .list();
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    PCollection<Chunk> derived =
        pipeline
            .apply("ReadChunks", Chunks.bounded(chunks))
            .apply("DeriveFields", DeriveFields.of(List.of(doubled, share)));

    Schema schema = ((ChunkCoder) derived.getCoder()).schema();
    assertEquals(List.of("host", "bytes", "doubled", "share"), schema.names());
    PCollection<String> shown =
        derived.apply(
            "ShowChunks", MapElements.into(TypeDescriptors.strings()).via(DeriveFieldsTest::show));
    PAssert.that(shown)
        .containsInAnyOrder(
            """
            [null, 2, 4, 25]
            [h3, 3, 6, 16]
            events-0@0 CHECK_FAILED derive.share derived field share
            events-0@1 MALFORMED decode broken
            events-0@4 MALFORMED decode broken
            """);
    pipeline.run();
  }

  private static String show(Chunk chunk) {
    Stream<String> cells = chunk.events().stream().map(event -> event.cells().toString());
    Stream<String> letters = chunk.deadLetters().stream().map(DeriveFieldsTest::show);
    return Stream.concat(cells, letters).map(line -> line + "\n").collect(Collectors.joining());
  }

  /** The message's start is ours; what follows is the engine's. */
  private static String show(DeadLetter letter) {
    return "%s %s %s %s"
        .formatted(
            letter.arrival().position(),
            letter.reason(),
            letter.stage(),
            letter.message().split(": ", 2)[0]);
  }

  private static Derived derived(String name, String sql, Schema schema)
      throws ExpressionException {
    return new Derived(name, ScalarExpression.compile(sql, schema));
  }
}
