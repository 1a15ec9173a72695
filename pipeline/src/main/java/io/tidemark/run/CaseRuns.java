package io.tidemark.run;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.tidemark.graph.Graph;
import io.tidemark.graph.Plan;
import io.tidemark.graph.Tables;
import io.tidemark.model.Cells;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseSpec;
import io.tidemark.spec.CaseStep;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecError;
import io.tidemark.spec.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs the cases of one spec, one at a time: the spec's own graph, between a timeline and sinks
 * that collect. Asks no system. On Flink, all of them run on one embedded cluster.
 *
 * <p>The same on both runners, in every run: processing time moves by the case's clock steps alone.
 */
public final class CaseRuns implements AutoCloseable {
  private static final Plan PLAN = new Plan(Optional.empty(), false, false, "resume", 0, 1);

  private final PipelineSpec spec;
  private final Map<String, Table> tables;
  private final RunnerOptions options;
  private final Optional<EmbeddedFlink> flink;

  private CaseRuns(PipelineSpec spec, RunnerOptions options, Optional<EmbeddedFlink> flink) {
    this.spec = spec;
    this.tables = tables(spec);
    this.options = options;
    this.flink = flink;
  }

  /** The rows of every output of {@code spec}: views in its order, lateEvents, deadLetters. */
  public static Map<String, Table> tables(PipelineSpec spec) {
    Map<String, Table> tables = new LinkedHashMap<>();
    spec.views().forEach(view -> tables.put(view.name(), Tables.of(spec, view)));
    spec.lateEvents().ifPresent(sink -> tables.put("lateEvents", Tables.lateEvents(spec)));
    tables.put("deadLetters", Tables.deadLetters());
    return tables;
  }

  /**
   * Makes ready to run {@code cases}.
   *
   * @throws SpecException a case does not run on {@code runner}: says where, and why
   */
  public static CaseRuns on(Runner runner, PipelineSpec spec, List<CaseSpec> cases)
      throws SpecException, LaunchException {
    PipelineSpec alone = CasePipeline.of(spec);
    if (runner == Runner.DIRECT) {
      return new CaseRuns(
          alone, RunnerOptions.of(spec, Mode.CONTINUOUS, runner, List.of()), Optional.empty());
    }
    if (runner != Runner.FLINK) {
      throw new LaunchException("cases run on direct and flink, not on " + runner);
    }
    refuseClockSteps(cases);
    RunnerOptions options =
        RunnerOptions.of(
            spec,
            Mode.CONTINUOUS,
            runner,
            // More subtasks, or more elements a bundle, and the watermark of a step would trail
            // that of the timeline.
            List.of(
                "--parallelism=1",
                "--maxBundleSize=1",
                "--attachedMode=true",
                "--checkpointingInterval=-1",
                "--externalizedCheckpointsEnabled=false"));
    return new CaseRuns(
        CasePipeline.withStandingClock(alone), options, Optional.of(EmbeddedFlink.start(1)));
  }

  private static void refuseClockSteps(List<CaseSpec> cases) throws SpecException {
    List<SpecError> errors = new ArrayList<>();
    for (CaseSpec given : cases) {
      given.timeline().stream()
          .filter(CaseStep.Clock.class::isInstance)
          .map(
              step ->
                  new SpecError(
                      step.place(),
                      "a clock step does not run on flink, expected --runner direct for this file"))
          .forEach(errors::add);
    }
    if (!errors.isEmpty()) {
      throw new SpecException(errors);
    }
  }

  /**
   * What became of a case.
   *
   * @param rows by output, in the order that {@link RowOrder} gives them
   * @param failure why the run failed, if it did; there are no rows then
   */
  public record Result(Map<String, List<Cells>> rows, Optional<String> failure) {}

  /** Runs one case to its end. */
  public Result run(CaseSpec given) throws LaunchException {
    try {
      Path directory = Files.createTempDirectory("tidemark-case-");
      try {
        return run(given, directory);
      } finally {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result run(CaseSpec given, Path directory) throws IOException, LaunchException {
    Map<String, CollectRows> sinks = new LinkedHashMap<>();
    for (Table table : tables.values()) {
      Path own = Files.createDirectory(directory.resolve(Integer.toString(sinks.size())));
      sinks.put(table.output(), new CollectRows(own, table.schema()));
    }
    Pipeline pipeline = Pipeline.create(beam());
    Map<String, Sink> outputs = new LinkedHashMap<>(sinks);
    try {
      Graph.build(pipeline, spec, PLAN, new CaseInputs(spec, given), outputs);
      pipeline.run().waitUntilFinish();
    } catch (RuntimeException e) {
      return new Result(Map.of(), Optional.of(Failures.describe(e)));
    }
    Map<String, List<Cells>> rows = new LinkedHashMap<>();
    for (Map.Entry<String, CollectRows> sink : sinks.entrySet()) {
      List<Cells> read = sink.getValue().read();
      read.sort(RowOrder.of(tables.get(sink.getKey())));
      rows.put(sink.getKey(), read);
    }
    return new Result(rows, Optional.empty());
  }

  private PipelineOptions beam() throws LaunchException {
    PipelineOptions beam = options.toBeam();
    flink.ifPresent(
        cluster -> {
          FlinkPipelineOptions onFlink = beam.as(FlinkPipelineOptions.class);
          onFlink.setFlinkMaster(cluster.address());
          onFlink.setFilesToStage(cluster.filesToStage());
        });
    return beam;
  }

  @Override
  public void close() {
    flink.ifPresent(EmbeddedFlink::close);
  }
}
