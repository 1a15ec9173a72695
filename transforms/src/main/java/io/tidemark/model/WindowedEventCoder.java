package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link WindowedEvent} whose cells are of one schema. */
public final class WindowedEventCoder extends CustomCoder<WindowedEvent> {
  private final EventCoder event;
  private final ListCoder<Span> windows = ListCoder.of(SpanCoder.of());

  private WindowedEventCoder(Schema schema) {
    this.event = EventCoder.of(schema);
  }

  public static WindowedEventCoder of(Schema schema) {
    return new WindowedEventCoder(schema);
  }

  @Override
  public void encode(WindowedEvent value, OutputStream out) throws IOException {
    event.encode(value.event(), out);
    windows.encode(value.windows(), out);
  }

  @Override
  public WindowedEvent decode(InputStream in) throws IOException {
    Event decoded = event.decode(in);
    List<Span> spans = windows.decode(in);
    return new WindowedEvent(decoded, spans);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowedEventCoder that && event.equals(that.event);
  }

  @Override
  public int hashCode() {
    return event.hashCode();
  }
}
