package io.tidemark.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link PartitionMark}; what checkpoints hold, so its form must stay readable. */
final class PartitionMarkCoder extends CustomCoder<PartitionMark> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private PartitionMarkCoder() {}

  static PartitionMarkCoder of() {
    return new PartitionMarkCoder();
  }

  @Override
  public void encode(PartitionMark mark, OutputStream out) throws IOException {
    TEXT.encode(mark.partition(), out);
    VarInt.encode(mark.offset(), out);
    VarInt.encode(mark.bytes(), out);
    VarInt.encode(mark.end(), out);
    VarInt.encode(mark.ended() ? 1 : 0, out);
    VarInt.encode(mark.watermark(), out);
    VarInt.encode(mark.chunks(), out);
    VarInt.encode(mark.quietSince(), out);
  }

  @Override
  public PartitionMark decode(InputStream in) throws IOException {
    return new PartitionMark(
        TEXT.decode(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeInt(in) == 1,
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartitionMarkCoder;
  }

  @Override
  public int hashCode() {
    return PartitionMarkCoder.class.hashCode();
  }
}
