package io.tidemark.sink;

import io.tidemark.model.CellsCoder;
import io.tidemark.model.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link RejectedRow} of one schema. */
public final class RejectedRowCoder extends CustomCoder<RejectedRow> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private final CellsCoder row;

  private RejectedRowCoder(CellsCoder row) {
    this.row = row;
  }

  public static RejectedRowCoder of(Schema schema) {
    return new RejectedRowCoder(CellsCoder.of(schema));
  }

  @Override
  public void encode(RejectedRow value, OutputStream out) throws IOException {
    row.encode(value.row(), out);
    TEXT.encode(value.message(), out);
  }

  @Override
  public RejectedRow decode(InputStream in) throws IOException {
    return new RejectedRow(row.decode(in), TEXT.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RejectedRowCoder that && row.equals(that.row);
  }

  @Override
  public int hashCode() {
    return row.hashCode();
  }
}
