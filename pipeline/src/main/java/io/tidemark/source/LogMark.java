package io.tidemark.source;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where a reader stands in every one of its partitions. */
final class LogMark implements CheckpointMark {
  private final List<PartitionMark> partitions;
  private final @Nullable Consumer<List<PartitionMark>> onFinalized;

  /**
   * @param onFinalized told when the runner has made the mark durable; called from any thread
   */
  LogMark(List<PartitionMark> partitions, @Nullable Consumer<List<PartitionMark>> onFinalized) {
    this.partitions = List.copyOf(partitions);
    this.onFinalized = onFinalized;
  }

  List<PartitionMark> partitions() {
    return partitions;
  }

  /** Whether it comes out of a checkpoint, and not from a reader of this run. */
  boolean isRestored() {
    return onFinalized == null;
  }

  @Override
  public void finalizeCheckpoint() {
    if (onFinalized != null) {
      onFinalized.accept(partitions);
    }
  }
}
