package io.tidemark.source;

import io.tidemark.model.Event;
import io.tidemark.model.EventCoder;
import io.tidemark.model.Field;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.joda.time.Instant;

/**
 * Reads the history of events from the table that an event view wrote, with the tidemarks that the
 * stream stamped: a replay decides what the stream decided. Bounded: the snapshot that is current
 * when the reading starts, by one worker, in no order.
 */
public final class ReadFromIceberg extends PTransform<PBegin, PCollection<Event>> {
  private final ConnectionSpec.Iceberg connection;
  private final String table;
  private final HistoryRows rows;

  private ReadFromIceberg(ConnectionSpec.Iceberg connection, String table, HistoryRows rows) {
    this.connection = connection;
    this.table = table;
    this.rows = rows;
  }

  public static ReadFromIceberg of(SourceSpec.Iceberg source, EventSpec event) {
    return new ReadFromIceberg(
        source.connection(), source.table(), new HistoryRows(event.decodedSchema(), event.time()));
  }

  @Override
  public PCollection<Event> expand(PBegin input) {
    return input
        .apply("NameTable", Create.of(table))
        .apply("ReadRows", ParDo.of(new ReadFn(connection, rows)))
        .setCoder(EventCoder.of(rows.schema()));
  }

  private static final class ReadFn extends DoFn<String, Event> {
    private final ConnectionSpec.Iceberg connection;
    private final HistoryRows rows;

    ReadFn(ConnectionSpec.Iceberg connection, HistoryRows rows) {
      this.connection = connection;
      this.rows = rows;
    }

    @ProcessElement
    public void process(@Element String name, OutputReceiver<Event> out) throws IOException {
      List<String> columns = rows.columns().stream().map(Field::name).toList();
      try (HistoryTable table = HistoryTable.open(connection, name);
          CloseableIterable<Record> records =
              IcebergGenerics.read(table.load()).select(columns).build()) {
        for (Record record : records) {
          Event event = rows.event(record);
          out.outputWithTimestamp(event, Instant.ofEpochMilli(event.time()));
        }
      }
    }
  }
}
