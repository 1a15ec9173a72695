package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link PaneRow} of one key schema and one measure schema. */
public final class PaneRowCoder extends CustomCoder<PaneRow> {
  private final CellsCoder key;
  private final CellsCoder measures;

  private PaneRowCoder(Schema key, Schema measures) {
    this.key = CellsCoder.of(key);
    this.measures = CellsCoder.of(measures);
  }

  public static PaneRowCoder of(Schema key, Schema measures) {
    return new PaneRowCoder(key, measures);
  }

  @Override
  public void encode(PaneRow value, OutputStream out) throws IOException {
    key.encode(value.key(), out);
    VarInt.encode(value.windowStart(), out);
    VarInt.encode(value.windowEnd(), out);
    measures.encode(value.measures(), out);
    StringUtf8Coder.of().encode(value.pane().name(), out);
    VarInt.encode(value.generation(), out);
    VarInt.encode(value.revision(), out);
  }

  @Override
  public PaneRow decode(InputStream in) throws IOException {
    Cells decodedKey = key.decode(in);
    long windowStart = VarInt.decodeLong(in);
    long windowEnd = VarInt.decodeLong(in);
    Cells decodedMeasures = measures.decode(in);
    Pane pane = Pane.valueOf(StringUtf8Coder.of().decode(in));
    long generation = VarInt.decodeLong(in);
    return new PaneRow(
        decodedKey,
        windowStart,
        windowEnd,
        decodedMeasures,
        pane,
        generation,
        VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PaneRowCoder that
        && key.equals(that.key)
        && measures.equals(that.measures);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + measures.hashCode();
  }
}
