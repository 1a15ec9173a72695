package io.tidemark.decode;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tidemark.decode.DecodedField.Origin;
import io.tidemark.fixture.RunnerOptions;
import io.tidemark.model.Arrival;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class DecodeAgainTest {
  private static final List<DecodedField> FIELDS =
      List.of(field("host", Type.STRING), field("at", Type.TIMESTAMP), field("n", Type.LONG));
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private static DecodedField field(String name, Type type) {
    return new DecodedField(name, type, false, null, Origin.PAYLOAD, List.of(name), null);
  }

  private static JsonDecoder decoder(Duration futureTolerance) {
    return JsonDecoder.of(FIELDS, "at", futureTolerance);
  }

  /** Decoded without its n, then with a derived cell and one of a dimension. */
  private static LateEvent lateEvent() {
    String payload = "{\"host\":\"a\",\"at\":\"" + NOON + "\",\"n\":7}";
    Arrival arrival =
        new Arrival(
            payload.getBytes(StandardCharsets.UTF_8),
            null,
            List.of(),
            null,
            new Position("web-0", 5),
            NOON.toEpochMilli());
    Decoded.Accepted decoded =
        assertInstanceOf(
            Decoded.Accepted.class,
            decoder(Duration.ZERO).withNeeded(Set.of("host")).decode(arrival));
    Event event =
        new Event(decoded.cells().with("derived", null), decoded.time(), Event.BEFORE_ALL, arrival);
    return new LateEvent(event, "hits", 0, 1);
  }

  @Test
  void theFieldsThatWereLeftOutAreThereAgainAndTheLaterCellsStay() {
    Schema schema =
        Schema.of(FIELDS.stream().map(DecodedField::field).toList())
            .with(
                List.of(
                    Field.nullable("section", Type.STRING),
                    Field.nullable("geo.country", Type.STRING)));
    TestPipeline pipeline =
        TestPipeline.fromOptions(RunnerOptions.direct()).enableAbandonedNodeEnforcement(false);

    PCollection<String> whole =
        pipeline
            .apply("Read", Create.of(lateEvent()).withCoder(LateEventCoder.of(schema)))
            .apply("DecodeAgain", DecodeAgain.of(decoder(Duration.ofMillis(Long.MAX_VALUE))))
            .apply(
                "Show",
                MapElements.into(TypeDescriptors.strings())
                    .via(late -> late.view() + " " + late.event().cells()));

    PAssert.that(whole).containsInAnyOrder("hits [a, " + NOON + ", 7, derived, null]");
    pipeline.run();
  }
}
