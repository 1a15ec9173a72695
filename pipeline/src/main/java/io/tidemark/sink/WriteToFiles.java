package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Rows as JSON lines in a directory. */
public final class WriteToFiles implements Sink {
  private final SinkSpec.Files spec;
  private final Table table;

  private WriteToFiles(SinkSpec.Files spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  static WriteToFiles of(SinkSpec.Files spec, Table table) {
    return new WriteToFiles(spec, table);
  }

  @Override
  public void check() {}

  @Override
  public void create() {}

  @Override
  public void stage() {}

  @Override
  public PTransform<PCollection<Cells>, PDone> write() {
    throw new UnsupportedOperationException(spec + " of " + table);
  }

  @Override
  public void publish(Slice slice) {}
}
