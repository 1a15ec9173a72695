package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.spec.SinkSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Rows as records of a Kafka topic. */
public final class WriteToKafka implements Sink {
  private final SinkSpec.Kafka spec;
  private final Table table;

  private WriteToKafka(SinkSpec.Kafka spec, Table table) {
    this.spec = spec;
    this.table = table;
  }

  static WriteToKafka of(SinkSpec.Kafka spec, Table table) {
    return new WriteToKafka(spec, table);
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
