package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Rows as records of a Kafka topic: an append of panes or of events.
 *
 * <p>The value is the row as JSON; a retracted pane is a tombstone, which has no value. The key is
 * a JSON object: of a windowed view the groupBy columns and the window, of an event view the
 * position or the columns that the sink names, of late events and dead letters the position. Panes
 * stand in the partition that their groupBy values choose, and have the headers {@code pane},
 * {@code generation}, {@code revision}, {@code window_start} and {@code window_end} as text.
 *
 * <p>Guarantee: at least once; a reader that keeps the record of the highest (generation, revision,
 * pane) of a key is exact. A stream with {@code delivery: exactly-once}: exactly once for readers
 * of committed records; rows go out in a transaction once a completed checkpoint holds them, see
 * {@link CommitStable} and {@link ProduceTransactions}. On a runner that keeps no order of rows, as
 * Direct, a tombstone may stand before a row that it withdraws, and a compacted topic would keep
 * that row. A topic cannot be replaced: a batch run appends, at least once, and {@link #publish}
 * does nothing.
 *
 * <p>A row whose record is too large, or refused by the broker for itself, comes out. In a
 * transaction a record is measured before it is compressed.
 */
public final class WriteToKafka implements Sink {
  private static final int SHARDS = 4;

  private final SinkSpec.Kafka spec;
  private final Table table;
  private final String pipeline;

  private WriteToKafka(SinkSpec.Kafka spec, Table table, String pipeline) {
    this.spec = spec;
    this.table = table;
    this.pipeline = pipeline;
  }

  /**
   * Asks no broker.
   *
   * @param pipeline its name, which transactional ids bear
   */
  static WriteToKafka of(SinkSpec.Kafka spec, Table table, String pipeline) throws SpecException {
    if (table.panes() && !spec.key().isEmpty()) {
      throw SpecException.at(
          spec.place(),
          "key: is for event views; the record key of "
              + table.output()
              + " is its groupBy columns and window");
    }
    for (String column : spec.key()) {
      if (!table.schema().has(column)) {
        throw SpecException.at(
            spec.place(),
            "key: names " + column + ", expected one of " + String.join(", ", names(table)));
      }
    }
    return new WriteToKafka(spec, table, pipeline);
  }

  private static List<String> names(Table table) {
    return table.schema().names();
  }

  @Override
  public void check() throws SpecException, UnreachableException {
    try (KafkaTopic topic = KafkaTopic.open(spec)) {
      topic.check();
    }
  }

  @Override
  public void create() throws SpecException, UnreachableException {
    try (KafkaTopic topic = KafkaTopic.open(spec)) {
      topic.create();
    }
  }

  @Override
  public void stage() {}

  @Override
  public void publish(Slice slice) {}

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new WriteRows(spec, table, pipeline);
  }

  private static final class WriteRows extends PTransform<PCollection<Cells>, WrittenRows> {
    private final SinkSpec.Kafka spec;
    private final Table table;
    private final String pipeline;

    WriteRows(SinkSpec.Kafka spec, Table table, String pipeline) {
      this.spec = spec;
      this.table = table;
      this.pipeline = pipeline;
    }

    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      List<String> key = spec.key().isEmpty() ? table.identity() : spec.key();
      ProducerSettings settings = ProducerSettings.of(spec, table);
      RecordOfRow form = new RecordOfRow(spec.topic(), key, table);
      boolean streamed = rows.isBounded() == IsBounded.UNBOUNDED;
      if (streamed && spec.delivery() == SinkSpec.Delivery.EXACTLY_ONCE) {
        return inTransactions(rows, settings, form, table.panes() ? table.groupBy() : key);
      }
      return WrittenRows.except(
          rows.apply(
              "ProduceRecords", new ProduceRecords(settings, spec.topic(), form, table.schema())));
    }

    /** Rows with the same cells in {@code columns} stay in their order. */
    private WrittenRows inTransactions(
        PCollection<Cells> rows,
        ProducerSettings settings,
        RecordOfRow form,
        List<String> columns) {
      int[] of = columns.stream().mapToInt(table.schema()::indexOf).toArray();
      PCollectionTuple parted =
          rows.apply(
              "RefuseTooLarge", new RefuseTooLarge(settings, spec.topic(), form, table.schema()));
      parted
          .get(RefuseTooLarge.FITTING)
          .apply("PackRows", PackBlocks.by(SHARDS, row -> row.select(of).hashCode()))
          .apply(
              "CommitRecords",
              CommitStable.by(
                  new ProduceTransactions(
                      settings, form, pipeline + "-" + table.output(), spec.topic())));
      return WrittenRows.except(parted.get(RefuseTooLarge.TOO_LARGE));
    }
  }
}
