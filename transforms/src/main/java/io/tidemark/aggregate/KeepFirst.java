package io.tidemark.aggregate;

import io.tidemark.model.Cells;
import io.tidemark.model.CellsCoder;
import io.tidemark.model.PaneRow;
import io.tidemark.model.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Of the rows of a key on bounded input, keeps the first by the end of its window, then none until
 * one that ends {@code quietFor} ms later: what {@link Alerts} does on unbounded input.
 *
 * <p>Cost: one shuffle of the rows for which the having holds.
 */
final class KeepFirst extends PTransform<PCollection<PaneRow>, PCollection<PaneRow>> {
  private static final long serialVersionUID = 1L;

  private final Schema key;
  private final long quietFor;

  KeepFirst(Schema key, long quietFor) {
    this.key = key;
    this.quietFor = quietFor;
  }

  @Override
  public PCollection<PaneRow> expand(PCollection<PaneRow> rows) {
    return rows.apply(
            "ByKey", WithKeys.of(PaneRow::key).withKeyType(TypeDescriptor.of(Cells.class)))
        .setCoder(KvCoder.of(CellsCoder.of(key), rows.getCoder()))
        .apply("GroupRows", GroupByKey.create())
        .apply("FirstRows", ParDo.of(new FirstFn(quietFor)))
        .setCoder(rows.getCoder());
  }

  private static final class FirstFn extends DoFn<KV<Cells, Iterable<PaneRow>>, PaneRow> {
    private static final long serialVersionUID = 1L;

    private final long quietFor;

    FirstFn(long quietFor) {
      this.quietFor = quietFor;
    }

    @ProcessElement
    public void process(@Element KV<Cells, Iterable<PaneRow>> group, OutputReceiver<PaneRow> out) {
      List<PaneRow> rows = new ArrayList<>();
      group.getValue().forEach(rows::add);
      rows.sort(
          Comparator.comparingLong(PaneRow::windowEnd).thenComparingLong(PaneRow::windowStart));
      PaneRow last = null;
      for (PaneRow row : rows) {
        if (last == null || row.windowEnd() >= last.windowEnd() + quietFor) {
          out.output(row);
          last = row;
        }
      }
    }
  }
}
