package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link Span}: its start, and how long it is. */
public final class SpanCoder extends CustomCoder<Span> {
  private SpanCoder() {}

  public static SpanCoder of() {
    return new SpanCoder();
  }

  @Override
  public void encode(Span value, OutputStream out) throws IOException {
    VarInt.encode(value.start(), out);
    VarInt.encode(value.end() - value.start(), out);
  }

  @Override
  public Span decode(InputStream in) throws IOException {
    long start = VarInt.decodeLong(in);
    return new Span(start, start + VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpanCoder;
  }

  @Override
  public int hashCode() {
    return SpanCoder.class.hashCode();
  }
}
