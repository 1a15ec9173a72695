package io.tidemark.graph;

import com.google.common.hash.Hashing;
import io.tidemark.model.Arrival;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetter.Reason;
import io.tidemark.model.DeadLetterCoder;
import io.tidemark.model.Event;
import io.tidemark.model.Position;
import io.tidemark.model.Schema;
import io.tidemark.sink.RejectedRow;
import io.tidemark.sink.RowJson;
import io.tidemark.sink.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;

/**
 * Makes dead letters of the rows of one output that its sink refused; the payload is the row as
 * JSON.
 *
 * <p>A row with a position keeps it. A pane has none: its partition is the name of its view, its
 * offset a number made from what tells it from every other pane, so a row that is refused again
 * after a crash is the same dead letter. The generation is no part of that in batch, where a slice
 * may run again. Takes rows in the global window; element-wise, counts them in {@code
 * rejected.OUTPUT}.
 */
final class FormDeadLetters extends PTransform<PCollection<RejectedRow>, PCollection<DeadLetter>> {
  private final Table table;

  private FormDeadLetters(Table table) {
    this.table = table;
  }

  static FormDeadLetters of(Table table) {
    return new FormDeadLetters(table);
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<RejectedRow> rejected) {
    boolean batch = rejected.isBounded() == IsBounded.BOUNDED;
    return rejected
        .apply(
            "AsOtherLetters", // A sink that groups its rows leaves a trigger of its own.
            Window.<RejectedRow>configure().triggering(DefaultTrigger.of()).discardingFiredPanes())
        .apply("FormLetters", ParDo.of(new FormFn(table, batch)))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class FormFn extends DoFn<RejectedRow, DeadLetter> {
    private final String output;
    private final Table.Kind kind;
    private final Schema schema;
    private final int[] fingerprint;
    private final RowJson json;
    private final Counter rejected;

    FormFn(Table table, boolean batch) {
      this.output = table.output();
      this.kind = table.kind();
      this.schema = table.schema();
      this.fingerprint = table.panes() ? fingerprint(table, batch) : new int[0];
      this.json = RowJson.of(schema);
      this.rejected = Metrics.counter("tidemark", RejectedRows.counter(output));
    }

    private static int[] fingerprint(Table table, boolean batch) {
      List<String> columns = new ArrayList<>(table.identity());
      if (!batch) {
        columns.add(Table.GENERATION);
      }
      columns.add(Table.REVISION);
      columns.add(Table.PANE);
      return columns.stream().mapToInt(table.schema()::indexOf).toArray();
    }

    @ProcessElement
    public void form(@Element RejectedRow refused, OutputReceiver<DeadLetter> letters) {
      rejected.inc();
      Cells row = refused.row();
      Arrival arrival =
          new Arrival(json.write(row), null, List.of(), null, position(row), arrivedAt(row));
      letters.output(
          new DeadLetter(
              Reason.SINK_REJECTED, refused.message(), stage(row), null, tidemark(row), arrival));
    }

    /** One position may be late for several windows: there it names the window, too. */
    private String stage(Cells row) {
      String stage = RejectedRows.stage(output);
      return kind == Table.Kind.LATE_EVENTS
          ? stage + " of " + cell(row, "view") + " at " + cell(row, Table.WINDOW_START)
          : stage;
    }

    private Position position(Cells row) {
      return kind == Table.Kind.PANES
          ? new Position(output, offset(row))
          : new Position(
              String.valueOf(cell(row, "source_partition")), (Long) cell(row, "source_offset"));
    }

    private long offset(Cells pane) {
      CellsCoder coder =
          CellsCoder.of(Schema.of(Arrays.stream(fingerprint).mapToObj(schema::field).toList()));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        coder.encode(pane.select(fingerprint), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Hashing.sha256().hashBytes(bytes.toByteArray()).asLong() & Long.MAX_VALUE;
    }

    /** Of a row that does not say when its event came, when it was refused. */
    private long arrivedAt(Cells row) {
      return schema.has("arrived_at") && cell(row, "arrived_at") instanceof Instant at
          ? at.toEpochMilli()
          : System.currentTimeMillis();
    }

    private long tidemark(Cells row) {
      return schema.has("tidemark") && cell(row, "tidemark") instanceof Instant at
          ? at.toEpochMilli()
          : Event.BEFORE_ALL;
    }

    private Object cell(Cells row, String column) {
      return row.get(schema.indexOf(column));
    }
  }
}
