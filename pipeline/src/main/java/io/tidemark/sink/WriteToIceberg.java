package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Rows in a table of an Iceberg catalog. */
public final class WriteToIceberg implements Sink {
  private final SinkSpec.Iceberg spec;
  private final Table table;

  private WriteToIceberg(SinkSpec.Iceberg spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  static WriteToIceberg of(SinkSpec.Iceberg spec, Table table) {
    return new WriteToIceberg(spec, table);
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
