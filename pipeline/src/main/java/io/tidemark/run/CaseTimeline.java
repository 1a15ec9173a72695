package io.tidemark.run;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.JsonDecoder;
import io.tidemark.graph.NeededFields;
import io.tidemark.model.Arrival;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import io.tidemark.spec.CaseStep;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.PipelineSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;

/**
 * Makes the stream of a case: each arrival a chunk of its own, decoded as a source would, stamped
 * with the watermark that the case has then. It ends with everything flushed.
 */
final class CaseTimeline {
  /** Later than any event, so that none is refused for its time. */
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private final JsonDecoder decoder;
  private final Map<String, Long> arrived = new HashMap<>();
  private long watermark = Event.BEFORE_ALL;
  private long lastTime;

  CaseTimeline(PipelineSpec spec) {
    EventSpec event = spec.event();
    this.decoder =
        JsonDecoder.of(event.fields(), event.time(), event.watermark().futureTolerance())
            .withNeeded(NeededFields.of(spec));
  }

  TestStream<Chunk> of(List<CaseStep> steps) {
    TestStream.Builder<Chunk> stream = TestStream.create(ChunkCoder.of(decoder.schema()));
    for (CaseStep step : steps) {
      if (step instanceof CaseStep.Arrive arrive) {
        stream = stream.addElements(chunk(arrive));
      } else if (step instanceof CaseStep.Watermark to && to.to().toEpochMilli() > watermark) {
        watermark = to.to().toEpochMilli();
        lastTime = Math.max(lastTime, watermark);
        stream = stream.advanceWatermarkTo(org.joda.time.Instant.ofEpochMilli(watermark));
      } else if (step instanceof CaseStep.Clock clock) {
        stream = stream.advanceProcessingTime(Duration.millis(clock.by().toMillis()));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private TimestampedValue<Chunk> chunk(CaseStep.Arrive step) {
    long offset = arrived.merge(step.partition(), 1L, Long::sum) - 1;
    Arrival arrival = arrival(step, offset);
    lastTime = arrival.arrivedAt();
    Decoded decoded = decoder.decode(arrival);
    if (decoded instanceof Decoded.Accepted accepted) {
      Event event = new Event(accepted.cells(), accepted.time(), watermark, arrival);
      Chunk chunk = Chunk.of(step.partition(), offset, List.of(event), List.of());
      return TimestampedValue.of(chunk, org.joda.time.Instant.ofEpochMilli(watermark));
    }
    Decoded.Refused refused = (Decoded.Refused) decoded;
    DeadLetter letter =
        new DeadLetter(refused.reason(), refused.message(), "decode", null, watermark, arrival);
    Chunk chunk = Chunk.of(step.partition(), offset, List.of(), List.of(letter));
    return TimestampedValue.of(chunk, org.joda.time.Instant.ofEpochMilli(watermark));
  }

  /** Arrived as the case says, else as soon as it happened, else at the last time before it. */
  private Arrival arrival(CaseStep.Arrive step, long offset) {
    if (step.arrivedAt().isPresent()) {
      return arrival(step, offset, step.arrivedAt().get().toEpochMilli());
    }
    Decoded decoded = decoder.decode(arrival(step, offset, LAST));
    return decoded instanceof Decoded.Accepted accepted && accepted.time() != LAST
        ? arrival(step, offset, accepted.time())
        : arrival(step, offset, lastTime);
  }

  private static Arrival arrival(CaseStep.Arrive step, long offset, long arrivedAt) {
    return new Arrival(
        step.payload(),
        step.key(),
        step.headers(),
        step.topic(),
        new Position(step.partition(), offset),
        arrivedAt);
  }
}
