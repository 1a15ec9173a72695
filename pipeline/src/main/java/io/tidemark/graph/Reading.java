package io.tidemark.graph;

import io.tidemark.model.Chunk;
import io.tidemark.source.ReadFromFiles;
import io.tidemark.source.ReadFromKafka;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.SourceSpec;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** The transform that reads a source's arrivals, bounded or not as the plan says. */
final class Reading {
  private Reading() {}

  static PTransform<PBegin, PCollection<Chunk>> of(SourceSpec source, EventSpec event, Plan plan) {
    if (source instanceof SourceSpec.Kafka kafka) {
      ReadFromKafka read = ReadFromKafka.of(kafka, event).startingAt(plan.start());
      return plan.isBatch() ? read.bounded() : read;
    }
    if (source instanceof SourceSpec.Files files) {
      ReadFromFiles read = ReadFromFiles.of(files, event);
      return plan.isBatch() ? read.bounded() : read;
    }
    throw new IllegalStateException("the parser lets no source of this kind through: " + source);
  }
}
