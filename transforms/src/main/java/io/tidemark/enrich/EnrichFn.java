package io.tidemark.enrich;

import static java.util.Objects.requireNonNull;

import io.tidemark.model.Chunk;
import org.apache.beam.sdk.transforms.DoFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Enriches the events of chunks at once: all of a chunk from the same, newest load. */
final class EnrichFn extends DoFn<Chunk, Chunk> {
  private static final long serialVersionUID = 1L;

  private final AsOfJoin join;
  private final Loading loading;
  private transient @Nullable SharedDimension shared;

  EnrichFn(AsOfJoin join, Loading loading) {
    this.join = join;
    this.loading = loading;
  }

  @Setup
  public void setup() {
    shared = SharedDimension.acquire(loading);
  }

  @ProcessElement
  public void process(@Element Chunk chunk, OutputReceiver<Chunk> out) throws Exception {
    Load load = requireNonNull(shared).load();
    join.report(load, loading.clock().millis());
    out.output(join.join(chunk, load));
  }

  @Teardown
  public void teardown() {
    if (shared != null) {
      shared.release();
      shared = null;
    }
  }
}
