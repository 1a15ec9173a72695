package io.tidemark.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes an {@link Event} whose cells are of one schema. */
public final class EventCoder extends CustomCoder<Event> {
  private final CellsCoder cells;
  private final ArrivalCoder arrival = ArrivalCoder.of();

  private EventCoder(Schema schema) {
    this.cells = CellsCoder.of(schema);
  }

  public static EventCoder of(Schema schema) {
    return new EventCoder(schema);
  }

  public Schema schema() {
    return cells.schema();
  }

  @Override
  public void encode(Event value, OutputStream out) throws IOException {
    cells.encode(value.cells(), out);
    VarInt.encode(value.time(), out);
    VarInt.encode(value.tidemark(), out);
    arrival.encode(value.arrival(), out);
  }

  @Override
  public Event decode(InputStream in) throws IOException {
    Cells decoded = cells.decode(in);
    long time = VarInt.decodeLong(in);
    long tidemark = VarInt.decodeLong(in);
    return new Event(decoded, time, tidemark, arrival.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventCoder that && cells.equals(that.cells);
  }

  @Override
  public int hashCode() {
    return cells.hashCode();
  }
}
