package io.tidemark.graph;

import io.tidemark.sink.Sink;
import io.tidemark.sink.WriteLedger;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import io.tidemark.spec.ViewSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sinks that a run writes, by output: each view's name, then lateEvents, deadLetters and
 * ledger.
 */
public final class Outputs {
  private Outputs() {}

  /**
   * The sinks of {@code spec} under {@code plan}: a batch run leaves out the views whose sink is a
   * Kafka topic, unless told to write them, and the table that it reads as history.
   */
  public static Map<String, Sink> of(PipelineSpec spec, Plan plan) throws SpecException {
    Map<String, Sink> sinks = new LinkedHashMap<>();
    for (ViewSpec view : spec.views()) {
      if (!plan.isBatch() || writtenByBatch(spec, plan, view.sink())) {
        sinks.put(view.name(), Sink.of(view.sink(), Tables.of(spec, view), spec.name()));
      }
    }
    if (spec.lateEvents().isPresent() && !plan.includeLate()) {
      sinks.put(
          "lateEvents", Sink.of(spec.lateEvents().get(), Tables.lateEvents(spec), spec.name()));
    }
    sinks.put("deadLetters", Sink.of(spec.deadLetters().sink(), Tables.deadLetters(), spec.name()));
    if (spec.ledger().isPresent()) {
      sinks.put("ledger", WriteLedger.of(spec.ledger().get(), spec.name(), plan.run()));
    }
    return sinks;
  }

  private static boolean writtenByBatch(PipelineSpec spec, Plan plan, SinkSpec sink) {
    if (sink instanceof SinkSpec.Kafka) {
      return plan.writeTopics();
    }
    Optional<SourceSpec> history = spec.history();
    return !(sink instanceof SinkSpec.Iceberg lake
        && history.isPresent()
        && history.get() instanceof SourceSpec.Iceberg read
        && read.connection().equals(lake.connection())
        && read.table().equals(lake.table()));
  }

  /**
   * Compares every output with what exists, and only then creates what is missing.
   *
   * @param batch whether the rows are to be staged
   */
  public static void prepare(Map<String, Sink> sinks, boolean batch)
      throws SpecException, UnreachableException {
    for (Sink sink : sinks.values()) {
      sink.check();
    }
    for (Sink sink : sinks.values()) {
      sink.create();
      if (batch) {
        sink.stage();
      }
    }
  }
}
