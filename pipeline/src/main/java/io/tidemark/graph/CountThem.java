package io.tidemark.graph;

import io.tidemark.model.Chunk;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/** Passes elements on unchanged and adds what each holds to a counter of the namespace tidemark. */
final class CountThem<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private final String counter;
  private final SerializableFunction<T, Integer> size;

  private CountThem(String counter, SerializableFunction<T, Integer> size) {
    this.counter = counter;
    this.size = size;
  }

  /** Counts one for each element. */
  static <T> CountThem<T> each(String counter) {
    return new CountThem<>(counter, element -> 1);
  }

  /** Counts the arrivals in each chunk: once a chunk, since a counter's update has its cost. */
  static CountThem<Chunk> arrivals() {
    return new CountThem<>("arrivals", c -> c.events().size() + c.deadLetters().size());
  }

  /** Counts the events of each chunk that repeat an earlier one. */
  static CountThem<Chunk> duplicates() {
    return new CountThem<>("duplicates", c -> c.duplicates().size());
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    return input.apply("Count", ParDo.of(new CountFn<>(counter, size))).setCoder(input.getCoder());
  }

  private static final class CountFn<T> extends DoFn<T, T> {
    private final Counter counter;
    private final SerializableFunction<T, Integer> size;

    private CountFn(String counter, SerializableFunction<T, Integer> size) {
      this.counter = Metrics.counter("tidemark", counter);
      this.size = size;
    }

    @ProcessElement
    public void count(@Element T element, OutputReceiver<T> out) {
      counter.inc(size.apply(element));
      out.output(element);
    }
  }
}
