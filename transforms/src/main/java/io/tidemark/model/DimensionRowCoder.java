package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link DimensionRow} of one key schema and one schema of joined columns. */
public final class DimensionRowCoder extends CustomCoder<DimensionRow> {
  private final CellsCoder key;
  private final CellsCoder columns;

  private DimensionRowCoder(Schema key, Schema columns) {
    this.key = CellsCoder.of(key);
    this.columns = CellsCoder.of(columns);
  }

  public static DimensionRowCoder of(Schema key, Schema columns) {
    return new DimensionRowCoder(key, columns);
  }

  public Schema keySchema() {
    return key.schema();
  }

  public Schema columnsSchema() {
    return columns.schema();
  }

  @Override
  public void encode(DimensionRow value, OutputStream out) throws IOException {
    key.encode(value.key(), out);
    VarInt.encode(value.validFrom(), out);
    VarInt.encode(value.validTo(), out);
    columns.encode(value.columns(), out);
  }

  @Override
  public DimensionRow decode(InputStream in) throws IOException {
    Cells decodedKey = key.decode(in);
    long validFrom = VarInt.decodeLong(in);
    long validTo = VarInt.decodeLong(in);
    return new DimensionRow(decodedKey, validFrom, validTo, columns.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DimensionRowCoder that
        && key.equals(that.key)
        && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + columns.hashCode();
  }
}
