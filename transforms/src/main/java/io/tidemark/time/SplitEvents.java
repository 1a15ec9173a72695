package io.tidemark.time;

import com.google.common.collect.ImmutableMap;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import io.tidemark.model.Schema;
import io.tidemark.model.WindowedChunk;
import io.tidemark.model.WindowedChunkCoder;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** A view's events, parted by {@link SplitTooLate}. */
public final class SplitEvents implements POutput {
  static final TupleTag<WindowedChunk> ACCEPTED = new TupleTag<>("accepted");
  static final TupleTag<LateEvent> LATE = new TupleTag<>("late");

  private final PCollection<WindowedChunk> accepted;
  private final PCollection<LateEvent> late;

  private SplitEvents(PCollection<WindowedChunk> accepted, PCollection<LateEvent> late) {
    this.accepted = accepted;
    this.late = late;
  }

  static SplitEvents of(PCollectionTuple outputs, Schema schema) {
    return new SplitEvents(
        outputs.get(ACCEPTED).setCoder(WindowedChunkCoder.of(schema)),
        outputs.get(LATE).setCoder(LateEventCoder.of(schema)));
  }

  /** Those that are on time or late for a window, with the windows that accept them. */
  public PCollection<WindowedChunk> accepted() {
    return accepted;
  }

  /** One for each window that an event is too late for. */
  public PCollection<LateEvent> late() {
    return late;
  }

  @Override
  public Pipeline getPipeline() {
    return accepted.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return ImmutableMap.of(ACCEPTED, accepted, LATE, late);
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
