package io.tidemark.run;

import io.tidemark.graph.Graph;
import io.tidemark.graph.LiveInputs;
import io.tidemark.graph.Outputs;
import io.tidemark.graph.Plan;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.source.PostgresTideTable;
import io.tidemark.source.SourceCheck;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SourceSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.SpecParser;
import io.tidemark.spec.UnreachableException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One launch of a pipeline: what the command line says, checked; then sources, dimensions and sinks
 * asked, before anything is made; then the run. Immutable until {@link #start}.
 */
public final class Launch {
  private final PipelineSpec spec;
  private final Mode mode;
  private final Runner runner;
  private final Plan plan;
  private final RunnerOptions options;

  private Launch(PipelineSpec spec, Mode mode, Runner runner, Plan plan, RunnerOptions options) {
    this.spec = spec;
    this.mode = mode;
    this.runner = runner;
    this.plan = plan;
    this.options = options;
  }

  /**
   * Reads the spec and decides what the run does.
   *
   * @throws SpecException the spec is wrong
   * @throws LaunchException the request is
   */
  public static Launch of(Path file, Map<String, String> env, Request request, Clock clock)
      throws SpecException, LaunchException {
    PipelineSpec spec = SpecParser.parse(file, env);
    RequestCheck.check(request);
    Instant now = clock.instant();
    Optional<Slice> slice = Optional.empty();
    if (request.mode().isBatch()) {
      Slices slices = new Slices(request.mode(), Slices.settling(spec), request.zone(), now);
      slice = Optional.of(slices.choose(request.from(), request.to(), request.openWindows()));
    }
    RunnerOptions options =
        RunnerOptions.of(spec, request.mode(), request.runner(), request.options())
            .withState(request.state().orElse(StateBackend.HEAP));
    Plan plan =
        new Plan(
            slice,
            request.includeLate(),
            request.writeTopics(),
            request.start(),
            now.toEpochMilli(),
            request.shards().orElse(options.shards()));
    return new Launch(spec, request.mode(), request.runner(), plan, options);
  }

  public PipelineSpec spec() {
    return spec;
  }

  public Plan plan() {
    return plan;
  }

  /** What runs, from where, and why: the first line of a run. */
  public String announcement() {
    String what = spec.name() + ": " + mode + " on " + runner;
    if (plan.slice().isPresent()) {
      Slice slice = plan.slice().get();
      String history = spec.history().isPresent() ? "history" : "the source";
      return what
          + ", slice "
          + slice.from()
          + " to "
          + slice.to()
          + " from "
          + history
          + (plan.includeLate() ? ", late events included" : "")
          + (isInexact() ? "; inexact: a topic replayed without its tide table" : "");
    }
    return spec.source() instanceof SourceSpec.Kafka kafka
        ? what + ", start " + plan.start() + " of group " + kafka.groupId()
        : what;
  }

  /**
   * Whether a replay may decide otherwise than the stream did, see the contract's replay law: the
   * tide table tells of the pipeline's own source, and only where there is a ledger.
   */
  private boolean isInexact() {
    SourceSpec read = spec.history().orElse(spec.source());
    boolean tides = spec.ledger().isPresent() && read.equals(spec.source());
    return read instanceof SourceSpec.Kafka && !tides;
  }

  /**
   * Asks every system, creates what is missing, and starts.
   *
   * @throws SpecException a source or a table is not what the spec says
   * @throws UnreachableException a system did not answer in bounded time
   * @throws LaunchException an option of the runner is wrong
   */
  public Running start() throws SpecException, UnreachableException, LaunchException {
    options.toBeam(); // Before anything is made.
    Map<String, Sink> outputs = Outputs.of(spec, plan);
    SourceCheck.check(spec, plan.isBatch());
    Outputs.prepare(outputs, plan.isBatch());
    if (spec.ledger().isPresent() && spec.source() instanceof SourceSpec.Kafka) {
      PostgresTideTable.of(spec.ledger().get(), spec.name()).create();
    }
    Running running =
        new RunnerStart(runner, options)
            .start(
                pipeline -> Graph.build(pipeline, spec, plan, LiveInputs.of(spec, plan), outputs));
    return plan.slice().isPresent()
        ? new PublishedRunning(running, () -> publish(outputs, plan.slice().get()))
        : running;
  }

  private static void publish(Map<String, Sink> outputs, Slice slice) throws UnreachableException {
    for (Sink sink : outputs.values()) {
      sink.publish(slice);
    }
  }
}
