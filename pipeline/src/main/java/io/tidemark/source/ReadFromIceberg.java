package io.tidemark.source;

import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Field;
import io.tidemark.spec.ConnectionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import java.io.IOException;
import java.util.ArrayList;
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

/**
 * Reads the history of events from the table that an event view wrote, with the tidemarks that the
 * stream stamped: a replay decides what the stream decided. Bounded: the snapshot that is current
 * when the reading starts, by one worker, in no order.
 */
public final class ReadFromIceberg extends PTransform<PBegin, PCollection<Chunk>> {
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
  public PCollection<Chunk> expand(PBegin input) {
    return input
        .apply("NameTable", Create.of(table))
        .apply("ReadRows", ParDo.of(new ReadFn(connection, rows)))
        .setCoder(ChunkCoder.of(rows.schema()));
  }

  private static final class ReadFn extends DoFn<String, Chunk> {
    private static final int EVENTS_A_CHUNK = 1_000;

    private final ConnectionSpec.Iceberg connection;
    private final HistoryRows rows;

    ReadFn(ConnectionSpec.Iceberg connection, HistoryRows rows) {
      this.connection = connection;
      this.rows = rows;
    }

    @ProcessElement
    public void process(@Element String name, OutputReceiver<Chunk> out) throws IOException {
      List<String> columns = rows.columns().stream().map(Field::name).toList();
      List<Event> events = new ArrayList<>();
      long chunks = 0;
      try (HistoryTable table = HistoryTable.open(connection, name);
          CloseableIterable<Record> records =
              IcebergGenerics.read(table.load()).select(columns).build()) {
        for (Record record : records) {
          events.add(rows.event(record));
          if (events.size() == EVENTS_A_CHUNK) {
            out.output(Chunk.of(name, chunks++, events, List.of()));
            events = new ArrayList<>();
          }
        }
        if (!events.isEmpty()) {
          out.output(Chunk.of(name, chunks, events, List.of()));
        }
      }
    }
  }
}
