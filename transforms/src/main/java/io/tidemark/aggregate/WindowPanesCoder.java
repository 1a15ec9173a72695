package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes {@link WindowPanes} of one key schema and known measures: what checkpoints hold. */
final class WindowPanesCoder extends CustomCoder<WindowPanes> {
  private static final long serialVersionUID = 1L;

  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private final CellsCoder key;
  private final AccumulatorCoder total;

  private WindowPanesCoder(CellsCoder key, AccumulatorCoder total) {
    this.key = key;
    this.total = total;
  }

  static WindowPanesCoder of(Schema key, List<Measure> measures) {
    return new WindowPanesCoder(CellsCoder.of(key), AccumulatorCoder.of(measures));
  }

  @Override
  public void encode(WindowPanes value, OutputStream out) throws IOException {
    VarInt.encode(value.generation(), out);
    out.write(flags(value.onTime(), value.waiting()));
    VarInt.encode(value.keys().size(), out);
    for (Map.Entry<Cells, PaneState> entry : value.keys().entrySet()) {
      key.encode(entry.getKey(), out);
      PaneState state = entry.getValue();
      out.write(flags(state.changed(), state.written()));
      total.encode(state.total(), out);
    }
  }

  @Override
  public WindowPanes decode(InputStream in) throws IOException {
    long generation = VarInt.decodeLong(in);
    int window = in.read();
    int size = VarInt.decodeInt(in);
    Map<Cells, PaneState> keys = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Cells decoded = key.decode(in);
      int state = in.read();
      keys.put(decoded, new PaneState(total.decode(in), has(state, FIRST), has(state, SECOND)));
    }
    return new WindowPanes(generation, has(window, FIRST), has(window, SECOND), keys);
  }

  private static int flags(boolean first, boolean second) {
    return (first ? FIRST : 0) | (second ? SECOND : 0);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowPanesCoder that
        && key.equals(that.key)
        && total.equals(that.total);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + total.hashCode();
  }
}
