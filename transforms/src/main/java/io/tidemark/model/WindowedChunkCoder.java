package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link WindowedChunk} whose events are of one schema. */
public final class WindowedChunkCoder extends CustomCoder<WindowedChunk> {
  private final ListCoder<WindowedEvent> events;

  private WindowedChunkCoder(Schema schema) {
    this.events = ListCoder.of(WindowedEventCoder.of(schema));
  }

  public static WindowedChunkCoder of(Schema schema) {
    return new WindowedChunkCoder(schema);
  }

  @Override
  public void encode(WindowedChunk value, OutputStream out) throws IOException {
    events.encode(value.events(), out);
    out.write(value.newest() ? 1 : 0);
  }

  @Override
  public WindowedChunk decode(InputStream in) throws IOException {
    List<WindowedEvent> decoded = events.decode(in);
    return new WindowedChunk(decoded, in.read() == 1);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowedChunkCoder that && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }
}
