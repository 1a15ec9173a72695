package io.tidemark.graph;

import io.tidemark.model.Chunk;
import io.tidemark.model.DeadLetter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/** What {@link io.tidemark.quality.FailAbove} adds up: pairs of arrivals and dead letters. */
final class Tallies {
  private static final TypeDescriptor<KV<Long, Long>> TALLY =
      TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs());

  private Tallies() {}

  static MapElements<Chunk, KV<Long, Long>> ofChunks() {
    return MapElements.into(TALLY)
        .via(chunk -> KV.of((long) chunk.events().size() + chunk.deadLetters().size(), 0L));
  }

  static MapElements<DeadLetter, KV<Long, Long>> ofDeadLetters() {
    return MapElements.into(TALLY).via(letter -> KV.of(0L, 1L));
  }
}
