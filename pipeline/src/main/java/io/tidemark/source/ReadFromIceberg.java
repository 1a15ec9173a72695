package io.tidemark.source;

import io.tidemark.model.Event;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Reads the history of events from an event view's Iceberg table. */
public final class ReadFromIceberg extends PTransform<PBegin, PCollection<Event>> {
  private final SourceSpec.Iceberg source;
  private final EventSpec event;

  private ReadFromIceberg(SourceSpec.Iceberg source, EventSpec event) {
    this.source = source;
    this.event = event;
  }

  public static ReadFromIceberg of(SourceSpec.Iceberg source, EventSpec event) {
    return new ReadFromIceberg(source, event);
  }

  @Override
  public PCollection<Event> expand(PBegin input) {
    throw new UnsupportedOperationException(source + " " + event);
  }
}
