package io.tidemark.decode;

import static io.tidemark.fixture.Timeline.at;

import io.tidemark.fixture.RunnerOptions;
import io.tidemark.fixture.Timeline;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.Event;
import io.tidemark.model.SiftedEvents;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class UnpackChunksTest {
  @Test
  void eventsComeOutAtTheirTidemarkAndDeadLettersAsTheyAre() {
    Event early = Timeline.event(1, at("12:00:00"), at("11:58:00"), "h1", 0L);
    Event later = Timeline.event(3, at("12:07:00"), at("11:59:45"), "h1", 0L);
    Event refused = Timeline.event(2, at("12:01:00"), at("11:59:45"), "h1", 0L);
    Chunk chunk = Chunk.of("events-0", 0, List.of(early, later), List.of(deadLetter(refused)));
    Chunk hopeless = Chunk.of("events-0", 1, List.of(), List.of(deadLetter(refused)));
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    SiftedEvents unpacked =
        pipeline
            .apply(
                "ReadChunks",
                Create.timestamped(
                        TimestampedValue.of(chunk, Instant.ofEpochMilli(early.tidemark())),
                        TimestampedValue.atMinimumTimestamp(hopeless))
                    .withCoder(ChunkCoder.of(Timeline.SCHEMA)))
            .apply("UnpackChunks", UnpackChunks.create());

    PCollection<String> events =
        unpacked
            .events()
            .apply("ReifyTimestamps", Reify.timestamps())
            .apply(
                "ShowEvents",
                MapElements.into(TypeDescriptors.strings()).via(UnpackChunksTest::show));
    PCollection<String> deadLetters =
        unpacked
            .deadLetters()
            .apply(
                "ShowDeadLetters",
                MapElements.into(TypeDescriptors.strings())
                    .via(letter -> letter.arrival().position().toString()));
    PAssert.that(events).containsInAnyOrder("events-0@1 11:58", "events-0@3 11:59:45");
    PAssert.that(deadLetters).containsInAnyOrder("events-0@2", "events-0@2");
    pipeline.run();
  }

  private static String show(TimestampedValue<Event> event) {
    return event.getValue().position() + " " + Timeline.text(event.getTimestamp().getMillis());
  }

  private static DeadLetter deadLetter(Event refused) {
    return new DeadLetter(
        Reason.SCHEMA, "bytes is missing", "decode", null, refused.tidemark(), refused.arrival());
  }
}
