package io.tidemark.graph;

import io.tidemark.decode.DeriveFields;
import io.tidemark.decode.UnpackChunks;
import io.tidemark.enrich.EnrichAsOf;
import io.tidemark.model.Cells;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetterCoder;
import io.tidemark.model.Event;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import io.tidemark.quality.CheckEvents;
import io.tidemark.sink.Sink;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.ViewSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The one graph: source, derive, check, enrich as-of, views, sinks. Mode and runner change only
 * what is read and how bounded it is; the step names below are what operators see and what
 * savepoints are matched by.
 */
public final class Graph {
  private final PipelineSpec spec;
  private final Plan plan;
  private final Map<String, Sink> outputs;
  private final List<PCollection<DeadLetter>> deadLetters = new ArrayList<>();
  private final List<PCollection<LateEvent>> lateEvents = new ArrayList<>();

  private Graph(PipelineSpec spec, Plan plan, Map<String, Sink> outputs) {
    this.spec = spec;
    this.plan = plan;
    this.outputs = outputs;
  }

  /**
   * Adds the graph of {@code spec} to {@code pipeline}.
   *
   * @param outputs the sinks that the plan writes, by output, see {@link Outputs}
   */
  public static void build(
      Pipeline pipeline, PipelineSpec spec, Plan plan, Map<String, Sink> outputs) {
    new Graph(spec, plan, outputs).build(pipeline);
  }

  private void build(Pipeline pipeline) {
    PCollection<Event> events = enrich(check(derive(read(pipeline))));
    for (ViewSpec view : spec.views()) {
      if (outputs.containsKey(view.name())) {
        view(view, events);
      }
    }
    sink("lateEvents", flattenLate(pipeline));
    sink("deadLetters", flattenDead(pipeline));
  }

  private PCollection<Event> read(Pipeline pipeline) {
    SourceSpec source = plan.isBatch() ? spec.history().orElse(spec.source()) : spec.source();
    if (source instanceof SourceSpec.Iceberg lake) {
      return pipeline.apply("ReadHistory", Sources.history(lake, spec));
    }
    UnpackChunks.Result unpacked =
        pipeline
            .apply("Read", Sources.arrivals(source, spec, plan))
            .apply("Unpack", UnpackChunks.of(spec.event().decodedSchema()));
    deadLetters.add(unpacked.deadLetters());
    return unpacked.events().apply("CountEvents", Count.arrivals("events"));
  }

  private PCollection<Event> derive(PCollection<Event> events) {
    return events;
  }

  private PCollection<Event> check(PCollection<Event> events) {
    return events;
  }

  private PCollection<Event> enrich(PCollection<Event> events) {
    return events;
  }

  private void view(ViewSpec view, PCollection<Event> events) {}

  private PCollection<Cells> flattenLate(Pipeline pipeline) {
    return null;
  }

  private PCollection<Cells> flattenDead(Pipeline pipeline) {
    return null;
  }

  private void sink(String output, PCollection<Cells> rows) {
    rows.apply("Write" + output, outputs.get(output).write());
  }
}
