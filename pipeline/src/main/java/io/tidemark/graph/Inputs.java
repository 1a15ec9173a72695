package io.tidemark.graph;

import io.tidemark.model.Chunk;
import io.tidemark.model.DimensionRow;
import io.tidemark.model.Schema;
import io.tidemark.spec.DimensionSpec;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** Where a graph's arrivals and the rows of its dimensions come from. */
public interface Inputs {
  /** The stamped arrivals of every partition; events are of the spec's decoded schema. */
  PCollection<Chunk> arrivals(Pipeline pipeline);

  /** Whether {@link #arrivals} are events that an earlier run kept: nothing of them is double. */
  boolean keptBefore();

  /**
   * The versions of a dimension's rows.
   *
   * @param key the event columns that are looked up, in the dimension's order
   */
  PCollection<DimensionRow> dimension(Pipeline pipeline, DimensionSpec dimension, Schema key);

  /**
   * The same where they are at hand, so that no event waits for them: then {@link #dimension} is
   * not asked.
   */
  default Optional<List<DimensionRow>> rowsAtHand(DimensionSpec dimension, Schema key) {
    return Optional.empty();
  }
}
