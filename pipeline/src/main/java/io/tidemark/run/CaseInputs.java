package io.tidemark.run;

import io.tidemark.graph.Inputs;
import io.tidemark.model.Chunk;
import io.tidemark.spec.CaseSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import java.util.List;
import java.util.Optional;
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
    return pipeline.apply("Read", new CaseTimeline(spec).of(given.timeline()));
  }

  @Override
  public boolean keptBefore() {
    return false;
  }

  @Override
  public Optional<List<String>> rowsAtHand(DimensionSpec dimension) {
    return Optional.of(given.dimensions().getOrDefault(dimension.name(), List.of()));
  }
}
