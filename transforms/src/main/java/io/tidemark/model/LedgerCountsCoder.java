package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes {@link LedgerCounts}. */
public final class LedgerCountsCoder extends CustomCoder<LedgerCounts> {
  private LedgerCountsCoder() {}

  public static LedgerCountsCoder of() {
    return new LedgerCountsCoder();
  }

  @Override
  public void encode(LedgerCounts value, OutputStream out) throws IOException {
    VarInt.encode(value.arrivals(), out);
    VarInt.encode(value.deadLetters(), out);
    VarInt.encode(value.duplicates(), out);
    VarInt.encode(value.kept(), out);
    VarInt.encode(value.filtered(), out);
    VarInt.encode(value.accepted(), out);
    VarInt.encode(value.tooLate(), out);
  }

  @Override
  public LedgerCounts decode(InputStream in) throws IOException {
    long arrivals = VarInt.decodeLong(in);
    long deadLetters = VarInt.decodeLong(in);
    long duplicates = VarInt.decodeLong(in);
    long kept = VarInt.decodeLong(in);
    long filtered = VarInt.decodeLong(in);
    long accepted = VarInt.decodeLong(in);
    long tooLate = VarInt.decodeLong(in);
    return new LedgerCounts(arrivals, deadLetters, duplicates, kept, filtered, accepted, tooLate);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LedgerCountsCoder;
  }

  @Override
  public int hashCode() {
    return LedgerCountsCoder.class.hashCode();
  }
}
