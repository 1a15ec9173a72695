package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link Chunk} whose events are of one schema. */
public final class ChunkCoder extends CustomCoder<Chunk> {
  private final Schema schema;
  private final ListCoder<Event> events;
  private final ListCoder<DeadLetter> deadLetters = ListCoder.of(DeadLetterCoder.of());

  private ChunkCoder(Schema schema) {
    this.schema = schema;
    this.events = ListCoder.of(EventCoder.of(schema));
  }

  public static ChunkCoder of(Schema schema) {
    return new ChunkCoder(schema);
  }

  /** Of its events. */
  public Schema schema() {
    return schema;
  }

  @Override
  public void encode(Chunk value, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(value.partition(), out);
    VarInt.encode(value.sequence(), out);
    events.encode(value.events(), out);
    deadLetters.encode(value.deadLetters(), out);
    events.encode(value.duplicates(), out);
    out.write(value.newest() ? 1 : 0);
  }

  @Override
  public Chunk decode(InputStream in) throws IOException {
    return new Chunk(
        StringUtf8Coder.of().decode(in),
        VarInt.decodeLong(in),
        events.decode(in),
        deadLetters.decode(in),
        events.decode(in),
        in.read() == 1);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChunkCoder that && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }
}
