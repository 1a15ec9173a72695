package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes a {@link LedgerCell}. */
public final class LedgerCellCoder extends CustomCoder<LedgerCell> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final NullableCoder<Long> MINUTE = NullableCoder.of(VarLongCoder.of());

  private LedgerCellCoder() {}

  public static LedgerCellCoder of() {
    return new LedgerCellCoder();
  }

  @Override
  public void encode(LedgerCell value, OutputStream out) throws IOException {
    TEXT.encode(value.view(), out);
    MINUTE.encode(value.minute(), out);
    VarInt.encode(value.epoch(), out);
  }

  @Override
  public LedgerCell decode(InputStream in) throws IOException {
    String view = TEXT.decode(in);
    Long minute = MINUTE.decode(in);
    return new LedgerCell(view, minute, VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LedgerCellCoder;
  }

  @Override
  public int hashCode() {
    return LedgerCellCoder.class.hashCode();
  }
}
