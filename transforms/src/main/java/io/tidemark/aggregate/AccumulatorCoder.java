package io.tidemark.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes an {@link Accumulator} of known measures. Equal sums have equal bytes. */
final class AccumulatorCoder extends CustomCoder<Accumulator> {
  private static final long serialVersionUID = 1L;

  private final List<Measure> measures;

  private AccumulatorCoder(List<Measure> measures) {
    this.measures = List.copyOf(measures);
  }

  static AccumulatorCoder of(List<Measure> measures) {
    return new AccumulatorCoder(measures);
  }

  @Override
  public void encode(Accumulator value, OutputStream out) throws IOException {
    VarInt.encode(value.events(), out);
    for (int i = 0; i < measures.size(); i++) {
      value.part(i).encode(out);
    }
  }

  @Override
  public Accumulator decode(InputStream in) throws IOException {
    long events = VarInt.decodeLong(in);
    Accumulation[] parts = new Accumulation[measures.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = measures.get(i).decode(in);
    }
    return new Accumulator(events, parts);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccumulatorCoder that && fields(measures).equals(fields(that.measures));
  }

  @Override
  public int hashCode() {
    return fields(measures).hashCode();
  }

  private static List<Object> fields(List<Measure> measures) {
    return measures.stream().<Object>map(Measure::field).toList();
  }
}
