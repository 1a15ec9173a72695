package io.tidemark.graph;

import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.model.Chunk;
import io.tidemark.spec.DimensionSpec;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** Where a graph's arrivals and the rows of its dimensions come from. */
public interface Inputs {
  /** The stamped arrivals of every partition; events are of the spec's decoded schema. */
  PCollection<Chunk> arrivals(Pipeline pipeline);

  /** Whether {@link #arrivals} are events that an earlier run kept: nothing of them is double. */
  boolean keptBefore();

  /**
   * Where the rows of a dimension are.
   *
   * @param read what its rows are, with the types of the event columns that it is looked up by
   */
  DimensionSource rows(DimensionSpec dimension, Dimension read);
}
