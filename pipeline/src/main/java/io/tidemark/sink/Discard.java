package io.tidemark.sink;

import io.tidemark.model.Cells;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Rows that are thrown away: a person wrote so in the spec. */
public final class Discard implements Sink {
  Discard() {}

  @Override
  public void check() {}

  @Override
  public void create() {}

  @Override
  public void stage() {}

  @Override
  public PTransform<PCollection<Cells>, WrittenRows> write() {
    return new DropRows();
  }

  @Override
  public void publish(Slice slice) {}

  private static final class DropRows extends PTransform<PCollection<Cells>, WrittenRows> {
    @Override
    public WrittenRows expand(PCollection<Cells> rows) {
      rows.apply("Drop", ParDo.of(new DropFn()));
      return WrittenRows.all(rows.getPipeline());
    }
  }

  /** Flink knows no transform without a step. */
  private static final class DropFn extends DoFn<Cells, Void> {
    @ProcessElement
    public void drop() {}
  }
}
