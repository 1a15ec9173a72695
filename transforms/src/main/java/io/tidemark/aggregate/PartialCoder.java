package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link Partial} of one key schema and known measures. */
final class PartialCoder extends CustomCoder<Partial> {
  private static final long serialVersionUID = 1L;

  private final MapCoder<Cells, Accumulator> groups;

  private PartialCoder(MapCoder<Cells, Accumulator> groups) {
    this.groups = groups;
  }

  static PartialCoder of(Schema key, List<Measure> measures) {
    return new PartialCoder(MapCoder.of(CellsCoder.of(key), AccumulatorCoder.of(measures)));
  }

  @Override
  public void encode(Partial value, OutputStream out) throws IOException {
    SpanCoder.of().encode(value.window(), out);
    groups.encode(value.groups(), out);
  }

  @Override
  public Partial decode(InputStream in) throws IOException {
    Span window = SpanCoder.of().decode(in);
    Map<Cells, Accumulator> decoded = groups.decode(in);
    return new Partial(window, decoded);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartialCoder that && groups.equals(that.groups);
  }

  @Override
  public int hashCode() {
    return groups.hashCode();
  }
}
