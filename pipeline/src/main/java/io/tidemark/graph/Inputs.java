package io.tidemark.graph;

import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.sink.Table;
import io.tidemark.spec.DimensionSpec;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** Where a graph's arrivals and the rows of its dimensions come from. */
public interface Inputs {
  /**
   * The stamped arrivals of every partition; events are of the spec's decoded schema, and have the
   * cells of {@link NeededFields}, if not all.
   */
  PCollection<Chunk> arrivals(Pipeline pipeline);

  /**
   * Whether {@link #arrivals} are events that an earlier run kept: nothing of them is double, and
   * they have all of their cells, but not the bytes that arrived.
   */
  boolean keptBefore();

  /**
   * Whether {@link #arrivals} are all that there are of their time, or go on. Where they are not,
   * windowed views are not computed: a window would lack the others.
   */
  default boolean whole() {
    return true;
  }

  /**
   * Rows of an output that its sink refused in an earlier run, to be written with those of this
   * one; asked for after {@link #arrivals}.
   */
  default Optional<PCollection<Cells>> refusedBefore(Table table) {
    return Optional.empty();
  }

  /**
   * Rows of a dimension that stand for those of its source, a JSON object each; empty: the source
   * is read.
   */
  Optional<List<String>> rowsAtHand(DimensionSpec dimension);
}
