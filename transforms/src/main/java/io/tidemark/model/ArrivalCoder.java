package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes an {@link Arrival}. */
public final class ArrivalCoder extends CustomCoder<Arrival> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private ArrivalCoder() {}

  public static ArrivalCoder of() {
    return new ArrivalCoder();
  }

  private static void encodeNullable(byte @Nullable [] bytes, OutputStream out) throws IOException {
    CellsCoder.encodeValue(Type.BYTES, bytes, out);
  }

  private static byte @Nullable [] decodeNullable(InputStream in) throws IOException {
    return (byte[]) CellsCoder.decodeValue(Type.BYTES, in);
  }

  @Override
  public void encode(Arrival value, OutputStream out) throws IOException {
    CellsCoder.encodeBytes(value.payload(), out);
    encodeNullable(value.key(), out);
    VarInt.encode(value.headers().size(), out);
    for (Header header : value.headers()) {
      TEXT.encode(header.name(), out);
      encodeNullable(header.value(), out);
    }
    CellsCoder.encodeValue(Type.STRING, value.topic(), out);
    TEXT.encode(value.position().partition(), out);
    VarInt.encode(value.position().offset(), out);
    VarInt.encode(value.arrivedAt(), out);
  }

  @Override
  public Arrival decode(InputStream in) throws IOException {
    byte[] payload = CellsCoder.decodeBytes(in);
    byte[] key = decodeNullable(in);
    int size = VarInt.decodeInt(in);
    List<Header> headers = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      headers.add(new Header(TEXT.decode(in), decodeNullable(in)));
    }
    String topic = (String) CellsCoder.decodeValue(Type.STRING, in);
    Position position = new Position(TEXT.decode(in), VarInt.decodeLong(in));
    return new Arrival(payload, key, headers, topic, position, VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArrivalCoder;
  }

  @Override
  public int hashCode() {
    return ArrivalCoder.class.hashCode();
  }
}
