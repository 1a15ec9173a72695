package io.tidemark.aggregate;

import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.Span;
import io.tidemark.model.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link WindowKey} of one key schema: what state is found by. */
final class WindowKeyCoder extends CustomCoder<WindowKey> {
  private static final long serialVersionUID = 1L;

  private final CellsCoder key;

  private WindowKeyCoder(CellsCoder key) {
    this.key = key;
  }

  static WindowKeyCoder of(Schema key) {
    return new WindowKeyCoder(CellsCoder.of(key));
  }

  @Override
  public void encode(WindowKey value, OutputStream out) throws IOException {
    SpanCoder.of().encode(value.window(), out);
    key.encode(value.key(), out);
  }

  @Override
  public WindowKey decode(InputStream in) throws IOException {
    Span window = SpanCoder.of().decode(in);
    return new WindowKey(window, key.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowKeyCoder that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
