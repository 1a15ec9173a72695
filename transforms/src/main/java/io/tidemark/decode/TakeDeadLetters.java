package io.tidemark.decode;

import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetterCoder;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The dead letters of chunks, each an element at its chunk's timestamp, in order. No state, no
 * shuffle.
 */
public final class TakeDeadLetters extends PTransform<PCollection<Chunk>, PCollection<DeadLetter>> {
  private TakeDeadLetters() {}

  public static TakeDeadLetters create() {
    return new TakeDeadLetters();
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<Chunk> input) {
    return input
        .apply(
            "TakeDeadLetter",
            FlatMapElements.into(TypeDescriptor.of(DeadLetter.class)).via(Chunk::deadLetters))
        .setCoder(DeadLetterCoder.of());
  }
}
