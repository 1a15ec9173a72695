package io.tidemark.quality;

import com.google.common.collect.ImmutableMap;
import io.tidemark.model.Chunk;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** A view's events, parted by {@link SplitWhere}. */
public final class WhereEvents implements POutput {
  static final TupleTag<Chunk> CHOSEN = new TupleTag<>("chosen");
  static final TupleTag<Chunk> FILTERED = new TupleTag<>("filtered");

  private final PCollection<Chunk> chosen;
  private final PCollection<Chunk> filtered;

  WhereEvents(PCollection<Chunk> chosen, PCollection<Chunk> filtered) {
    this.chosen = chosen;
    this.filtered = filtered;
  }

  /** Those that the view computes with. */
  public PCollection<Chunk> chosen() {
    return chosen;
  }

  /** Those that it leaves out. */
  public PCollection<Chunk> filtered() {
    return filtered;
  }

  @Override
  public Pipeline getPipeline() {
    return chosen.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return ImmutableMap.of(CHOSEN, chosen, FILTERED, filtered);
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
