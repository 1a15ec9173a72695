package io.tidemark.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link PaneState} of known measures: what checkpoints hold. */
final class PaneStateCoder extends CustomCoder<PaneState> {
  private static final long serialVersionUID = 1L;

  private final AccumulatorCoder total;

  private PaneStateCoder(AccumulatorCoder total) {
    this.total = total;
  }

  static PaneStateCoder of(List<Measure> measures) {
    return new PaneStateCoder(AccumulatorCoder.of(measures));
  }

  @Override
  public void encode(PaneState value, OutputStream out) throws IOException {
    VarInt.encode(value.changedSince() + 1, out);
    out.write(value.written() ? 1 : 0);
    total.encode(value.total(), out);
  }

  @Override
  public PaneState decode(InputStream in) throws IOException {
    int changedSince = VarInt.decodeInt(in) - 1;
    boolean written = in.read() == 1;
    return new PaneState(total.decode(in), changedSince, written);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PaneStateCoder that && total.equals(that.total);
  }

  @Override
  public int hashCode() {
    return total.hashCode();
  }
}
