package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Rows in a table of a Postgres database. */
public final class WriteToPostgres implements Sink {
  private final SinkSpec.Postgres spec;
  private final Table table;

  private WriteToPostgres(SinkSpec.Postgres spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  static WriteToPostgres of(SinkSpec.Postgres spec, Table table) {
    return new WriteToPostgres(spec, table);
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
