package io.tidemark.aggregate;

import io.tidemark.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.util.VarInt;

/** How many values there were. */
final class EventCount implements Accumulation {
  private long count;

  static EventCount decode(InputStream in) throws IOException {
    EventCount decoded = new EventCount();
    decoded.count = VarInt.decodeLong(in);
    return decoded;
  }

  @Override
  public void add(Object value, Event event) {
    count++;
  }

  @Override
  public void addAll(Accumulation other) {
    count += ((EventCount) other).count;
  }

  @Override
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(count, out);
  }

  long count() {
    return count;
  }
}
