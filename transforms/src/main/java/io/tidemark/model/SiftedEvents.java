package io.tidemark.model;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** What a step made of its input: the events that go on, and the arrivals that it refused. */
public final class SiftedEvents implements POutput {
  /** The main output of a step that sifts. */
  public static final TupleTag<Event> EVENTS = new TupleTag<>("events");

  /** The additional output of a step that sifts. */
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("deadLetters");

  private final PCollection<Event> events;
  private final PCollection<DeadLetter> deadLetters;

  private SiftedEvents(PCollection<Event> events, PCollection<DeadLetter> deadLetters) {
    this.events = events;
    this.deadLetters = deadLetters;
  }

  /** The two outputs of a ParDo, with their coders; {@code schema} is that of its events. */
  public static SiftedEvents of(PCollectionTuple outputs, Schema schema) {
    return new SiftedEvents(
        outputs.get(EVENTS).setCoder(EventCoder.of(schema)),
        outputs.get(DEAD_LETTERS).setCoder(DeadLetterCoder.of()));
  }

  /** Those that go on; their coder is an {@link EventCoder} of their schema. */
  public PCollection<Event> events() {
    return events;
  }

  public PCollection<DeadLetter> deadLetters() {
    return deadLetters;
  }

  @Override
  public Pipeline getPipeline() {
    return events.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return ImmutableMap.of(EVENTS, events, DEAD_LETTERS, deadLetters);
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
