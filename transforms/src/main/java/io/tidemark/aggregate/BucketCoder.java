package io.tidemark.aggregate;

import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link Bucket}: what state is found by. */
final class BucketCoder extends CustomCoder<Bucket> {
  private static final long serialVersionUID = 1L;

  private BucketCoder() {}

  static BucketCoder of() {
    return new BucketCoder();
  }

  @Override
  public void encode(Bucket value, OutputStream out) throws IOException {
    SpanCoder.of().encode(value.window(), out);
    VarInt.encode(value.number(), out);
  }

  @Override
  public Bucket decode(InputStream in) throws IOException {
    Span window = SpanCoder.of().decode(in);
    return new Bucket(window, VarInt.decodeInt(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BucketCoder;
  }

  @Override
  public int hashCode() {
    return BucketCoder.class.hashCode();
  }
}
