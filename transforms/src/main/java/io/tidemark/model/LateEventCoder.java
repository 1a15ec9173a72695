package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link LateEvent} whose event is of one schema. */
public final class LateEventCoder extends CustomCoder<LateEvent> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private final EventCoder event;

  private LateEventCoder(Schema schema) {
    this.event = EventCoder.of(schema);
  }

  public static LateEventCoder of(Schema schema) {
    return new LateEventCoder(schema);
  }

  @Override
  public void encode(LateEvent value, OutputStream out) throws IOException {
    event.encode(value.event(), out);
    TEXT.encode(value.view(), out);
    VarInt.encode(value.windowStart(), out);
    VarInt.encode(value.windowEnd(), out);
  }

  @Override
  public LateEvent decode(InputStream in) throws IOException {
    Event decoded = event.decode(in);
    String view = TEXT.decode(in);
    long windowStart = VarInt.decodeLong(in);
    return new LateEvent(decoded, view, windowStart, VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LateEventCoder that && event.equals(that.event);
  }

  @Override
  public int hashCode() {
    return event.hashCode();
  }
}
