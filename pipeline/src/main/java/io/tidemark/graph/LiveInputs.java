package io.tidemark.graph;

import io.tidemark.model.Chunk;
import io.tidemark.source.PostgresTideTable;
import io.tidemark.source.ReadFromFiles;
import io.tidemark.source.ReadFromIceberg;
import io.tidemark.source.ReadFromKafka;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** The systems that a spec names: unbounded, or what a batch run's slice is made from. */
public final class LiveInputs implements Inputs {
  private final PipelineSpec spec;
  private final Plan plan;

  private LiveInputs(PipelineSpec spec, Plan plan) {
    this.spec = spec;
    this.plan = plan;
  }

  public static LiveInputs of(PipelineSpec spec, Plan plan) {
    return new LiveInputs(spec, plan);
  }

  @Override
  public PCollection<Chunk> arrivals(Pipeline pipeline) {
    SourceSpec source = source();
    if (source instanceof SourceSpec.Kafka kafka) {
      ReadFromKafka read =
          ReadFromKafka.of(kafka, spec.event())
              .startingAt(plan.start())
              .withNeeded(NeededFields.of(spec));
      if (spec.ledger().isPresent()) {
        read = read.withTides(PostgresTideTable.of(spec.ledger().get(), spec.name()));
      }
      return pipeline.apply("Read", plan.isBatch() ? read.bounded() : read);
    }
    if (source instanceof SourceSpec.Files files) {
      ReadFromFiles read = ReadFromFiles.of(files, spec.event()).withNeeded(NeededFields.of(spec));
      return pipeline.apply("Read", plan.isBatch() ? read.bounded() : read);
    }
    if (source instanceof SourceSpec.Iceberg lake) {
      return pipeline.apply("ReadHistory", ReadFromIceberg.of(lake, spec.event()));
    }
    throw new IllegalStateException("the parser lets no source of this kind through: " + source);
  }

  @Override
  public boolean keptBefore() {
    return source() instanceof SourceSpec.Iceberg;
  }

  private SourceSpec source() {
    return plan.isBatch() ? spec.history().orElse(spec.source()) : spec.source();
  }

  @Override
  public Optional<List<String>> rowsAtHand(DimensionSpec dimension) {
    return Optional.empty();
  }
}
