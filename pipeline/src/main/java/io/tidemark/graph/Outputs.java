package io.tidemark.graph;

import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.sink.WriteLedger;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SinkSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import io.tidemark.spec.ViewSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * The sinks of a replay of dead letters. Rows are replaced by their identity, not by their time:
   * there are others of that time. Of the views with windows only those are there whose sink may
   * have refused rows, which are written again.
   */
  public static Map<String, Sink> ofReplay(PipelineSpec spec) throws SpecException {
    Map<String, Sink> sinks = new LinkedHashMap<>();
    for (ViewSpec view : spec.views()) {
      if (view.window().isEmpty()
          || view.sink() instanceof SinkSpec.Postgres
          || view.sink() instanceof SinkSpec.Kafka) {
        Table table = Tables.of(spec, view).withoutTime();
        sinks.put(view.name(), Sink.of(view.sink(), table, spec.name()));
      }
    }
    if (spec.lateEvents().isPresent()) {
      Table table = Tables.lateEvents(spec).withoutTime();
      sinks.put("lateEvents", Sink.of(spec.lateEvents().get(), table, spec.name()));
    }
    sinks.put("deadLetters", Sink.of(spec.deadLetters().sink(), Tables.deadLetters(), spec.name()));
    return sinks;
  }

  /** The shapes of {@code outputs} that rows may be written to again. */
  public static List<Table> tablesOfReplay(PipelineSpec spec, Set<String> outputs) {
    List<Table> tables = new ArrayList<>();
    spec.views().stream()
        .filter(view -> outputs.contains(view.name()))
        .forEach(view -> tables.add(Tables.of(spec, view)));
    if (outputs.contains("lateEvents")) {
      tables.add(Tables.lateEvents(spec));
    }
    return tables;
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
