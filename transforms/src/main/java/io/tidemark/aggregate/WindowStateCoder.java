package io.tidemark.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link WindowState}: what checkpoints hold. */
final class WindowStateCoder extends CustomCoder<WindowState> {
  private static final long serialVersionUID = 1L;

  private static final int ON_TIME = 1;
  private static final int WAITING = 2;

  private WindowStateCoder() {}

  static WindowStateCoder of() {
    return new WindowStateCoder();
  }

  @Override
  public void encode(WindowState value, OutputStream out) throws IOException {
    VarInt.encode(value.generation(), out);
    out.write((value.onTime() ? ON_TIME : 0) | (value.waiting() ? WAITING : 0));
    VarInt.encode(value.panes(), out);
    VarInt.encode(value.keys(), out);
    VarInt.encode(value.buckets(), out);
  }

  @Override
  public WindowState decode(InputStream in) throws IOException {
    long generation = VarInt.decodeLong(in);
    int flags = in.read();
    return new WindowState(
        generation,
        (flags & ON_TIME) != 0,
        (flags & WAITING) != 0,
        VarInt.decodeInt(in),
        VarInt.decodeInt(in),
        VarInt.decodeInt(in));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowStateCoder;
  }

  @Override
  public int hashCode() {
    return WindowStateCoder.class.hashCode();
  }
}
