package io.tidemark.sink;

import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** What writing rows leaves: those that the system refused, if it refuses single rows at all. */
public final class WrittenRows implements POutput {
  private final Pipeline pipeline;
  private final TupleTag<RejectedRow> tag = new TupleTag<>() {};
  private final Optional<PCollection<RejectedRow>> rejected;

  private WrittenRows(Pipeline pipeline, Optional<PCollection<RejectedRow>> rejected) {
    this.pipeline = pipeline;
    this.rejected = rejected;
  }

  /** Of a sink that writes every row, or fails. */
  public static WrittenRows all(Pipeline pipeline) {
    return new WrittenRows(pipeline, Optional.empty());
  }

  /** Of a sink that may refuse single rows: each comes out once a refusal, with its coder set. */
  public static WrittenRows except(PCollection<RejectedRow> rejected) {
    return new WrittenRows(rejected.getPipeline(), Optional.of(rejected));
  }

  /** The rows that were not written; empty: the sink refuses none. */
  public Optional<PCollection<RejectedRow>> rejected() {
    return rejected;
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return rejected.<Map<TupleTag<?>, PValue>>map(rows -> Map.of(tag, rows)).orElse(Map.of());
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
