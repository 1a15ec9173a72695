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

/** Encodes a {@link DeadLetter}. */
public final class DeadLetterCoder extends CustomCoder<DeadLetter> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final NullableCoder<Long> TIME = NullableCoder.of(VarLongCoder.of());
  private final ArrivalCoder arrival = ArrivalCoder.of();

  private DeadLetterCoder() {}

  public static DeadLetterCoder of() {
    return new DeadLetterCoder();
  }

  @Override
  public void encode(DeadLetter value, OutputStream out) throws IOException {
    TEXT.encode(value.reason().name(), out);
    TEXT.encode(value.message(), out);
    TEXT.encode(value.stage(), out);
    TIME.encode(value.time(), out);
    VarInt.encode(value.tidemark(), out);
    arrival.encode(value.arrival(), out);
  }

  @Override
  public DeadLetter decode(InputStream in) throws IOException {
    DeadLetter.Reason reason = DeadLetter.Reason.valueOf(TEXT.decode(in));
    String message = TEXT.decode(in);
    String stage = TEXT.decode(in);
    Long time = TIME.decode(in);
    long tidemark = VarInt.decodeLong(in);
    return new DeadLetter(reason, message, stage, time, tidemark, arrival.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeadLetterCoder;
  }

  @Override
  public int hashCode() {
    return DeadLetterCoder.class.hashCode();
  }
}
