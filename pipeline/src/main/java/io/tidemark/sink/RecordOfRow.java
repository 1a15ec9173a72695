package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** A row as a record of a topic: key, value and headers as {@link WriteToKafka} says. */
final class RecordOfRow implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final List<String> HEADERS =
      List.of(Table.PANE, Table.GENERATION, Table.REVISION, Table.WINDOW_START, Table.WINDOW_END);

  private final String topic;
  private final Schema schema;
  private final RowJson key;
  private final RowJson value;
  private final boolean panes;
  private final InstantText instants = new InstantText();

  /**
   * @param key the columns of the record key
   */
  RecordOfRow(String topic, List<String> key, Table table) {
    this.topic = topic;
    this.schema = table.schema();
    this.key = RowJson.of(schema, key);
    this.value = RowJson.of(schema);
    this.panes = table.panes();
  }

  ProducerRecord<byte[], byte[]> of(Cells row) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, key.write(row), retracted(row) ? null : value.write(row));
    if (panes) {
      addHeaders(row, record.headers());
    }
    return record;
  }

  private boolean retracted(Cells row) {
    return panes && Pane.RETRACTED.name().equals(row.get(schema.indexOf(Table.PANE)));
  }

  private void addHeaders(Cells row, Headers headers) {
    for (String name : HEADERS) {
      Object cell = row.get(schema.indexOf(name));
      String text = cell instanceof Instant instant ? instants.of(instant) : String.valueOf(cell);
      headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
