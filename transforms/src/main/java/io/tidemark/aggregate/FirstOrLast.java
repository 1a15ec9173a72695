package io.tidemark.aggregate;

import io.tidemark.model.CellsCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import io.tidemark.model.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The value of the event with the least or the greatest event time; of those with one time, with
 * the least or the greatest position.
 */
final class FirstOrLast implements Accumulation {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private final Type type;
  private final boolean last;
  private @Nullable Object value;
  private long time;
  private @Nullable Position position;

  FirstOrLast(Type type, boolean last) {
    this.type = type;
    this.last = last;
  }

  static FirstOrLast decode(Type type, boolean last, InputStream in) throws IOException {
    FirstOrLast decoded = new FirstOrLast(type, last);
    decoded.value = CellsCoder.decodeValue(type, in);
    if (decoded.value != null) {
      decoded.time = VarInt.decodeLong(in);
      decoded.position = new Position(TEXT.decode(in), VarInt.decodeLong(in));
    }
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    add(value, event.time(), event.position());
  }

  @Override
  public void addAll(Accumulation other) {
    FirstOrLast that = (FirstOrLast) other;
    if (that.value != null && that.position != null) {
      add(that.value, that.time, that.position);
    }
  }

  private void add(Object another, long itsTime, Position itsPosition) {
    if (position != null) {
      int order = Long.compare(itsTime, time);
      order = order != 0 ? order : itsPosition.compareTo(position);
      if (last ? order <= 0 : order >= 0) {
        return;
      }
    }
    value = another;
    time = itsTime;
    position = itsPosition;
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    CellsCoder.encodeValue(type, value, out);
    if (position != null) {
      VarInt.encode(time, out);
      TEXT.encode(position.partition(), out);
      VarInt.encode(position.offset(), out);
    }
  }

  /** The value, or null where there was none. */
  @Nullable Object value() {
    return value;
  }
}
