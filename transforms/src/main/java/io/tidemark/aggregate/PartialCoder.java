package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link Partial} of one key schema and known measures. */
final class PartialCoder extends CustomCoder<Partial> {
  private static final long serialVersionUID = 1L;

  private final CellsCoder key;
  private final AccumulatorCoder sums;

  private PartialCoder(CellsCoder key, AccumulatorCoder sums) {
    this.key = key;
    this.sums = sums;
  }

  static PartialCoder of(Schema key, List<Measure> measures) {
    return new PartialCoder(CellsCoder.of(key), AccumulatorCoder.of(measures));
  }

  @Override
  public void encode(Partial value, OutputStream out) throws IOException {
    SpanCoder.of().encode(value.window(), out);
    VarInt.encode(value.groups().size(), out);
    for (Map.Entry<Cells, Accumulator> group : value.groups()) {
      key.encode(group.getKey(), out);
      sums.encode(group.getValue(), out);
    }
  }

  @Override
  public Partial decode(InputStream in) throws IOException {
    Span window = SpanCoder.of().decode(in);
    int size = VarInt.decodeInt(in);
    List<Map.Entry<Cells, Accumulator>> groups = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Cells decoded = key.decode(in);
      groups.add(Map.entry(decoded, sums.decode(in)));
    }
    return new Partial(window, groups);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartialCoder that && key.equals(that.key) && sums.equals(that.sums);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + sums.hashCode();
  }
}
