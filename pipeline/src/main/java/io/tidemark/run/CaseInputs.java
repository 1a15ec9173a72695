package io.tidemark.run;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.enrich.RowsAtHand;
import io.tidemark.graph.Inputs;
import io.tidemark.model.Chunk;
import io.tidemark.source.DimensionLines;
import io.tidemark.spec.CaseSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** What a case says that arrives, and the rows that it says the dimensions have. */
final class CaseInputs implements Inputs {
  private final PipelineSpec spec;
  private final CaseSpec given;

  CaseInputs(PipelineSpec spec, CaseSpec given) {
    this.spec = spec;
    this.given = given;
  }

  @Override
  public PCollection<Chunk> arrivals(Pipeline pipeline) {
    return pipeline.apply("Read", new CaseTimeline(spec.event()).of(given.timeline()));
  }

  @Override
  public boolean keptBefore() {
    return false;
  }

  @Override
  public DimensionSource rows(DimensionSpec dimension, Dimension read) {
    List<String> lines = given.dimensions().getOrDefault(dimension.name(), List.of());
    return RowsAtHand.of(read, DimensionLines.read(dimension, read, lines));
  }
}
