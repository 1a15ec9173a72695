package io.tidemark.decode;

import io.tidemark.model.Cells;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the fields of late events again, all of them, from what arrived: {@link
 * JsonDecoder#withNeeded} leaves out those that only the row of a late event has, and such events
 * are few. The cells after the decoded fields stay. Element-wise, deterministic; keeps windows and
 * timestamps.
 */
public final class DecodeAgain extends PTransform<PCollection<LateEvent>, PCollection<LateEvent>> {
  private final JsonDecoder decoder;

  private DecodeAgain(JsonDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * @param decoder one of every field, which refuses nothing for its time
   */
  public static DecodeAgain of(JsonDecoder decoder) {
    return new DecodeAgain(decoder);
  }

  @Override
  public PCollection<LateEvent> expand(PCollection<LateEvent> input) {
    return input
        .apply(
            "DecodeLateEvent",
            MapElements.into(TypeDescriptor.of(LateEvent.class)).via(new WholeFn(decoder)))
        .setCoder((LateEventCoder) input.getCoder());
  }

  private static final class WholeFn implements SerializableFunction<LateEvent, LateEvent> {
    private final JsonDecoder decoder;

    WholeFn(JsonDecoder decoder) {
      this.decoder = decoder;
    }

    @Override
    public LateEvent apply(LateEvent late) {
      Event event = late.event();
      if (!(decoder.decode(event.arrival()) instanceof Decoded.Accepted decoded)) {
        throw new IllegalStateException("was decoded before, and cannot be again: " + event);
      }
      @Nullable Object[] old = event.cells().toArray();
      Cells whole =
          decoded.cells().with(Arrays.copyOfRange(old, decoded.cells().size(), old.length));
      return new LateEvent(
          event.withCells(whole), late.view(), late.windowStart(), late.windowEnd());
    }
  }
}
