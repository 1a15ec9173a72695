package io.tidemark.graph;

import io.tidemark.sink.Slice;
import java.util.Optional;

/**
 * What a launch decides about the graph, beside the spec.
 *
 * @param slice what a batch run covers; empty: the run is continuous
 * @param includeLate count what was too late, too (batch only)
 * @param writeTopics batch runs write views whose sink is a Kafka topic
 * @param start where a continuous run over Kafka begins: resume, earliest, latest or a time
 * @param generation ms since the epoch: when the run began
 * @param shards how many parts the keys of a view fall into; fixed for the life of the state
 */
public record Plan(
    Optional<Slice> slice,
    boolean includeLate,
    boolean writeTopics,
    String start,
    long generation,
    int shards) {

  /** The run's name in the ledger: {@code stream}, or the bounds of its slice. */
  public String run() {
    return slice.map(bounds -> bounds.from() + "/" + bounds.to()).orElse("stream");
  }

  /** Whether the run reads a bounded slice. */
  public boolean isBatch() {
    return slice.isPresent();
  }
}
