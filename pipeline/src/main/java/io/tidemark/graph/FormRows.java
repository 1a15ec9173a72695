package io.tidemark.graph;

import com.google.common.collect.Iterables;
import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LedgerCell;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.PaneRow;
import io.tidemark.sink.Table;
import io.tidemark.sink.WriteLedger;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Turns what the pipeline computed into rows of an output's table. Element-wise, deterministic;
 * keeps windows and timestamps.
 */
final class FormRows<T> extends PTransform<PCollection<T>, PCollection<Cells>> {
  private final Table table;
  private final SerializableFunction<T, Iterable<Cells>> form;

  private FormRows(Table table, SerializableFunction<T, Iterable<Cells>> form) {
    this.table = table;
    this.form = form;
  }

  private static <T> FormRows<T> oneOfEach(Table table, SerializableFunction<T, Cells> form) {
    return new FormRows<>(table, element -> List.of(form.apply(element)));
  }

  /** groupBy, window bounds, measures, pane, generation, revision. */
  static FormRows<PaneRow> ofPanes(Table table) {
    return oneOfEach(
        table,
        row ->
            row.key()
                .with(instant(row.windowStart()), instant(row.windowEnd()))
                .with(row.measures().toArray())
                .with(row.pane().name(), row.generation(), row.revision()));
  }

  /** Of each event the cells at {@code columns}, then where it came from. */
  static FormRows<Chunk> ofEvents(Table table, int[] columns) {
    return new FormRows<>(
        table, chunk -> Iterables.transform(chunk.events(), event -> row(event, columns)));
  }

  private static Cells row(Event event, int[] columns) {
    return event
        .cells()
        .select(
            columns,
            tidemark(event.tidemark()),
            event.position().partition(),
            event.position().offset(),
            instant(event.arrival().arrivedAt()));
  }

  /** The first {@code width} cells of the event, the view and window, where it came from. */
  static FormRows<LateEvent> ofLateEvents(Table table, int width) {
    int[] columns = IntStream.range(0, width).toArray();
    return oneOfEach(
        table,
        late ->
            late.event()
                .cells()
                .select(
                    columns,
                    late.view(),
                    instant(late.windowStart()),
                    instant(late.windowEnd()),
                    tidemark(late.event().tidemark()),
                    late.event().position().partition(),
                    late.event().position().offset()));
  }

  static FormRows<DeadLetter> ofDeadLetters(Table table) {
    return oneOfEach(table, DeadLetterRow::of);
  }

  /**
   * The cells of the ledger's table, whole counts each.
   *
   * @param pipeline the pipeline's name
   */
  static FormRows<KV<LedgerCell, LedgerCounts>> ofLedger(String pipeline, Plan plan) {
    String run = plan.run();
    long generation = plan.generation();
    return oneOfEach(
        WriteLedger.table(),
        entry -> {
          LedgerCell cell = entry.getKey();
          LedgerCounts counts = entry.getValue();
          return Cells.of(pipeline, run, cell.view(), minute(cell), cell.epoch(), generation)
              .with(
                  counts.arrivals(),
                  counts.deadLetters(),
                  counts.duplicates(),
                  counts.kept(),
                  counts.filtered(),
                  counts.accepted(),
                  counts.tooLate());
        });
  }

  private static @Nullable Instant minute(LedgerCell cell) {
    Long minute = cell.minute();
    return minute == null ? null : instant(minute);
  }

  @Override
  public PCollection<Cells> expand(PCollection<T> input) {
    return input
        .apply("Form", FlatMapElements.into(TypeDescriptor.of(Cells.class)).via(form))
        .setCoder(CellsCoder.of(table.schema()));
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  static @Nullable Instant tidemark(long millis) {
    return millis == Event.BEFORE_ALL ? null : Instant.ofEpochMilli(millis);
  }
}
