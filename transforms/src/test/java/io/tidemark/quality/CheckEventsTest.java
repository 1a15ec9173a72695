package io.tidemark.quality;

import static io.tidemark.fixture.Timeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.Iterables;
import io.tidemark.expression.ExpressionException;
import io.tidemark.fixture.Chunks;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.quality.Check.OnFail;
import java.util.List;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class CheckEventsTest {
  private static final List<Chunk> CHUNKS =
      List.of(
          Chunk.of("events-0", 0, List.of(event(0, 5L), event(1, -1L)), List.of()),
          Chunk.of("events-0", 1, List.of(event(2, null), event(3, 0L), event(4, -2L)), List.of()));

  @Test
  void whatIsFalseIsADeadLetterAndNullPasses() throws ExpressionException {
    TestPipeline pipeline = pipeline();

    PCollection<Chunk> checked =
        pipeline
            .apply("ReadChunks", Chunks.bounded(CHUNKS))
            .apply("CheckEvents", CheckEvents.of(List.of(check("bytes >= 0", OnFail.DEAD_LETTER))));

    PAssert.that(offsets(checked)).containsInAnyOrder(0L, 2L, 3L);
    PAssert.that(deadLetters(checked))
        .containsInAnyOrder(
            "events-0@1 CHECK_FAILED checks.size 11:00 not true: bytes >= 0",
            "events-0@4 CHECK_FAILED checks.size 11:00 not true: bytes >= 0");
    pipeline.run();
  }

  @Test
  void whatCannotBeEvaluatedFails() throws ExpressionException {
    TestPipeline pipeline = pipeline();

    PCollection<Chunk> checked =
        pipeline
            .apply("ReadChunks", Chunks.bounded(CHUNKS))
            .apply(
                "CheckEvents",
                CheckEvents.of(List.of(check("10 / bytes < 100", OnFail.DEAD_LETTER))));

    PAssert.that(offsets(checked)).containsInAnyOrder(0L, 1L, 2L, 4L);
    PAssert.that(deadLetters(checked))
        .containsInAnyOrder(
            "events-0@3 CHECK_FAILED checks.size 11:00 cannot be evaluated: 10 / bytes < 100");
    pipeline.run();
  }

  @Test
  void failedCheckThatOnlyWarnsIsCountedAndTheEventGoesOn() throws ExpressionException {
    TestPipeline pipeline = pipeline();

    PCollection<Chunk> checked =
        pipeline
            .apply("ReadChunks", Chunks.bounded(CHUNKS))
            .apply("CheckEvents", CheckEvents.of(List.of(check("bytes >= 0", OnFail.WARN))));

    PAssert.that(offsets(checked)).containsInAnyOrder(0L, 1L, 2L, 3L, 4L);
    PAssert.that(deadLetters(checked)).empty();
    assertEquals(2L, warnings(pipeline.run()));
  }

  private static Check check(String sql, OnFail onFail) throws ExpressionException {
    return Check.compile("size", sql, Timeline.SCHEMA, onFail);
  }

  private static Event event(long offset, Long bytes) {
    return Timeline.event(offset, at("12:00"), at("11:00"), "h1", bytes);
  }

  private static TestPipeline pipeline() {
    return TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);
  }

  private static PCollection<Long> offsets(PCollection<Chunk> checked) {
    return checked.apply(
        "OffsetsOfEvents",
        FlatMapElements.into(TypeDescriptors.longs())
            .via(
                chunk -> chunk.events().stream().map(event -> event.position().offset()).toList()));
  }

  private static PCollection<String> deadLetters(PCollection<Chunk> checked) {
    return checked.apply(
        "ShowDeadLetters",
        FlatMapElements.into(TypeDescriptors.strings())
            .via(chunk -> chunk.deadLetters().stream().map(CheckEventsTest::show).toList()));
  }

  /** Without what the engine says of a failed evaluation. */
  private static String show(DeadLetter letter) {
    String[] message = letter.message().split(": ", 3);
    return "%s %s %s %s %s: %s"
        .formatted(
            letter.arrival().position(),
            letter.reason(),
            letter.stage(),
            Timeline.text(letter.tidemark()),
            message[0],
            message[1]);
  }

  private static long warnings(PipelineResult result) {
    MetricsFilter size =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(CheckEvents.WARNINGS, "size"))
            .build();
    MetricResult<Long> counter =
        Iterables.getOnlyElement(result.metrics().queryMetrics(size).getCounters());
    return counter.getAttempted();
  }
}
