package io.tidemark.graph;

import io.tidemark.decode.DecodeAgain;
import io.tidemark.decode.DeriveFields;
import io.tidemark.decode.JsonDecoder;
import io.tidemark.decode.TakeDeadLetters;
import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSource;
import io.tidemark.enrich.EnrichAsOf;
import io.tidemark.enrich.Refresh;
import io.tidemark.enrich.RowsAtHand;
import io.tidemark.model.Cells;
import io.tidemark.model.Chunk;
import io.tidemark.model.ChunkCoder;
import io.tidemark.model.DeadLetter;
import io.tidemark.model.DeadLetterCoder;
import io.tidemark.model.LateEvent;
import io.tidemark.model.LateEventCoder;
import io.tidemark.quality.Check;
import io.tidemark.quality.CheckEvents;
import io.tidemark.quality.DropDuplicates;
import io.tidemark.quality.FailAbove;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.source.DimensionLines;
import io.tidemark.source.DimensionSources;
import io.tidemark.spec.CheckSpec;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.EventSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The one graph: read, derive, check, drop duplicates, join, compute the views, write. Mode and
 * runner change only what is read and whether it is bounded. The step names are what an operator
 * sees, and what savepoints are matched by.
 */
public final class Graph {
  private final PipelineSpec spec;
  private final Plan plan;
  private final Inputs inputs;
  private final Map<String, Sink> outputs;
  private final List<PCollection<DeadLetter>> deadLetters = new ArrayList<>();
  private final List<PCollection<LateEvent>> lateEvents = new ArrayList<>();
  private final List<PCollection<KV<Long, Long>>> tallies = new ArrayList<>();
  private final RejectedRows rejected = new RejectedRows();
  private final LedgerTaps ledger;

  private Graph(PipelineSpec spec, Plan plan, Inputs inputs, Map<String, Sink> outputs) {
    this.spec = spec;
    this.plan = plan;
    this.inputs = inputs;
    this.outputs = outputs;
    this.ledger = new LedgerTaps(plan, Optional.ofNullable(outputs.get("ledger")));
  }

  /**
   * Adds the graph of {@code spec} to {@code pipeline}.
   *
   * @param inputs what it reads
   * @param outputs what the run writes, see {@link Outputs}
   */
  public static void build(
      Pipeline pipeline, PipelineSpec spec, Plan plan, Inputs inputs, Map<String, Sink> outputs) {
    new Graph(spec, plan, inputs, outputs).build(pipeline);
  }

  private void build(Pipeline pipeline) {
    PCollection<Chunk> chunks = prepared(read(pipeline));
    for (DimensionSpec dimension : spec.dimensions()) {
      chunks = join(chunks, dimension);
    }
    deadLetters.add(chunks.apply("TakeDeadLetters", TakeDeadLetters.create()));
    ledger.kept(chunks);
    for (ViewSpec view : spec.views()) {
      add(view, chunks);
    }
    writeLateEvents();
    writeDeadLetters(pipeline);
    ledger.write(spec.name());
  }

  private void add(ViewSpec view, PCollection<Chunk> chunks) {
    ViewGraph graph = new ViewGraph(spec, plan, view, ledger);
    Optional<Sink> sink = Optional.ofNullable(outputs.get(view.name()));
    Table table = Tables.of(spec, view);
    if (sink.isPresent() && (inputs.whole() || view.window().isEmpty())) {
      PCollection<Cells> rows = graph.rows(chunks, lateEvents);
      rejected.write(withRefused(rows, table), "Write_" + view.name(), table, sink.get());
      return;
    }
    graph.findLate(chunks, lateEvents);
    if (sink.isPresent()) {
      inputs
          .refusedBefore(table)
          .ifPresent(rows -> rejected.write(rows, "Write_" + view.name(), table, sink.get()));
    }
  }

  private PCollection<Cells> withRefused(PCollection<Cells> rows, Table table) {
    Optional<PCollection<Cells>> before = inputs.refusedBefore(table);
    return before.isEmpty()
        ? rows
        : PCollectionList.of(rows)
            .and(before.get())
            .apply("WithRefused_" + table.output(), Flatten.pCollections());
  }

  private PCollection<Chunk> read(Pipeline pipeline) {
    PCollection<Chunk> chunks = inputs.arrivals(pipeline);
    ledger.arrivals(chunks);
    if (spec.deadLetters().failAbove().isPresent()) {
      tallies.add(chunks.apply("TallyArrivals", Tallies.ofChunks()));
    }
    return chunks;
  }

  /** With derived fields, checked, and each event once. */
  private PCollection<Chunk> prepared(PCollection<Chunk> read) {
    PCollection<Chunk> chunks = read;
    if (!spec.event().derive().isEmpty()) {
      chunks = chunks.apply("Derive", DeriveFields.of(Expressions.derived(spec)));
    }
    if (!spec.checks().isEmpty()) {
      chunks = chunks.apply("Check", CheckEvents.of(checks()));
    }
    if (spec.event().dedup().isPresent() && !inputs.keptBefore()) {
      EventSpec.DedupSpec dedup = spec.event().dedup().get();
      int[] by = dedup.by().stream().mapToInt(spec.eventSchema()::indexOf).toArray();
      chunks = chunks.apply("Dedup", DropDuplicates.of(by, dedup.within()));
      ledger.duplicates(chunks);
    }
    return chunks;
  }

  private List<Check> checks() {
    return spec.checks().stream()
        .map(
            check ->
                new Check(
                    check.name(),
                    check.expect().sql(),
                    Expressions.condition(check.expect(), spec.eventSchema()),
                    check.onFail() == CheckSpec.OnFail.WARN
                        ? Check.OnFail.WARN
                        : Check.OnFail.DEAD_LETTER))
        .toList();
  }

  private PCollection<Chunk> join(PCollection<Chunk> chunks, DimensionSpec spec) {
    Dimension dimension = spec.of(((ChunkCoder) chunks.getCoder()).schema());
    DimensionSource rows =
        inputs
            .rowsAtHand(spec)
            .<DimensionSource>map(
                lines -> RowsAtHand.of(dimension, DimensionLines.read(spec, dimension, lines)))
            .orElseGet(() -> DimensionSources.of(spec, dimension));
    return chunks.apply("Join_" + spec.name(), join(spec, dimension, rows));
  }

  private static EnrichAsOf join(DimensionSpec spec, Dimension dimension, DimensionSource rows) {
    EnrichAsOf join =
        EnrichAsOf.of(dimension, rows, dimension.key().names())
            .withOnMiss(
                spec.onMiss() == DimensionSpec.OnMiss.NULLS
                    ? EnrichAsOf.OnMiss.NULLS
                    : EnrichAsOf.OnMiss.DEAD_LETTER);
    boolean waits = spec.freshness() == DimensionSpec.Freshness.WAIT;
    if (!waits) {
      join = join.withLoadedAt();
    }
    if (spec.refreshEvery().isEmpty()) {
      return join;
    }
    Refresh refresh = Refresh.every(spec.refreshEvery().get());
    if (spec.maxAge().isPresent()) {
      refresh = refresh.withMaxAge(spec.maxAge().get());
    }
    return join.withRefresh(waits ? refresh.withWaiting() : refresh);
  }

  private void writeLateEvents() {
    if (lateEvents.isEmpty() || !outputs.containsKey("lateEvents")) {
      return;
    }
    Coder<LateEvent> coder = LateEventCoder.of(spec.enrichedSchema());
    Table table = Tables.lateEvents(spec);
    PCollection<LateEvent> late =
        PCollectionList.of(lateEvents).apply("LateEvents", Flatten.pCollections()).setCoder(coder);
    PCollection<Cells> rows =
        whole(late).apply("LateEventRows", FormRows.ofLateEvents(table, spec.eventSchema().size()));
    Sink sink = outputs.get("lateEvents");
    rejected.write(withRefused(rows, table), "WriteLateEvents", table, sink);
  }

  /** With the fields that only the rows of late events have. */
  private PCollection<LateEvent> whole(PCollection<LateEvent> late) {
    EventSpec event = spec.event();
    if (inputs.keptBefore() || NeededFields.of(spec).size() == event.fields().size()) {
      return late;
    }
    Duration ever = Duration.ofMillis(Long.MAX_VALUE);
    JsonDecoder decoder = JsonDecoder.of(event.fields(), event.time(), ever);
    return late.apply("WholeLateEvents", DecodeAgain.of(decoder));
  }

  private void writeDeadLetters(Pipeline pipeline) {
    if (deadLetters.isEmpty()) {
      deadLetters.add(pipeline.apply("NoDeadLetters", Create.empty(DeadLetterCoder.of())));
    }
    PCollection<DeadLetter> all =
        PCollectionList.of(deadLetters)
            .apply("DeadLetters", Flatten.pCollections())
            .setCoder(DeadLetterCoder.of());
    ledger.deadLetters(all);
    if (!tallies.isEmpty()) {
      tallies.add(all.apply("TallyDeadLetters", Tallies.ofDeadLetters()));
      PCollectionList.of(tallies)
          .apply("Tallies", Flatten.pCollections())
          .apply("FailAbove", FailAbove.of(spec.deadLetters().failAbove().orElseThrow()));
    }
    if (!rejected.letters().isEmpty()) {
      all =
          PCollectionList.of(all)
              .and(rejected.letters())
              .apply("WithRejectedRows", Flatten.pCollections())
              .setCoder(DeadLetterCoder.of());
    }
    PCollection<Cells> rows =
        all.apply("DeadLetterRows", FormRows.ofDeadLetters(Tables.deadLetters()));
    RejectedRows.writeAll(rows, "WriteDeadLetters", "deadLetters", outputs.get("deadLetters"));
  }
}
