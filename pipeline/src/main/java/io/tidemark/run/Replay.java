package io.tidemark.run;

import io.tidemark.graph.Graph;
import io.tidemark.graph.LetterInputs;
import io.tidemark.graph.Outputs;
import io.tidemark.graph.Plan;
import io.tidemark.graph.Tables;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.sink.LetterChoice;
import io.tidemark.sink.Sink;
import io.tidemark.sink.Slice;
import io.tidemark.sink.StoredLetters;
import io.tidemark.sink.Table;
import io.tidemark.spec.DeadLetterSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.SpecParser;
import io.tidemark.spec.UnreachableException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One replay of stored dead letters: their bytes go through the graph once more, in a bounded run,
 * and out of the place where they were stored when the run has succeeded. Rows of events have their
 * positions, so a replay that is repeated after a crash writes nothing twice.
 */
public final class Replay {
  private final PipelineSpec spec;
  private final Plan plan;
  private final RunnerStart runner;
  private final Map<String, Sink> outputs;
  private final StoredLetters letters;

  private Replay(
      PipelineSpec spec,
      Plan plan,
      RunnerStart runner,
      Map<String, Sink> outputs,
      StoredLetters letters) {
    this.spec = spec;
    this.plan = plan;
    this.runner = runner;
    this.outputs = outputs;
    this.letters = letters;
  }

  /**
   * Reads the spec; asks no system.
   *
   * @param reason only letters of that reason; null: every one
   * @param from only what arrived then or later
   * @param to only what arrived before
   * @throws SpecException the spec is wrong, or its dead letters cannot be replayed
   */
  public static Replay of(
      Path file,
      Map<String, String> env,
      @Nullable String reason,
      Optional<String> from,
      Optional<String> to,
      Runner runner,
      List<String> given,
      Clock clock)
      throws SpecException, LaunchException {
    PipelineSpec spec = unjudged(SpecParser.parse(file, env));
    if (runner == Runner.SPARK) {
      throw new LaunchException("--runner spark is not supported yet: use direct or flink");
    }
    RunnerOptions options = RunnerOptions.of(spec, Mode.DAILY, runner, given);
    Plan plan = new Plan(Optional.empty(), false, true, "resume", clock.millis(), options.shards());
    LetterChoice choice = new LetterChoice(reason, time("--from", from), time("--to", to));
    Map<String, Sink> outputs = Outputs.ofReplay(spec);
    StoredLetters letters =
        StoredLetters.of(
            spec.deadLetters().sink(),
            Tables.deadLetters(),
            outputs.get("deadLetters"),
            choice,
            spec.name());
    return new Replay(spec, plan, new RunnerStart(runner, options), outputs, letters);
  }

  private static @Nullable Instant time(String flag, Optional<String> text) throws LaunchException {
    return text.isEmpty() ? null : Slices.time(flag, text.get(), ZoneOffset.UTC);
  }

  /** Dead letters are no share of arrivals here, and were counted when they arrived. */
  private static PipelineSpec unjudged(PipelineSpec spec) {
    return new PipelineSpec(
        spec.path(),
        spec.name(),
        spec.connections(),
        spec.source(),
        spec.history(),
        spec.event(),
        spec.checks(),
        spec.dimensions(),
        spec.unusedDimensions(),
        spec.views(),
        spec.lateEvents(),
        new DeadLetterSpec(spec.deadLetters().sink(), Optional.empty()),
        Optional.empty());
  }

  public PipelineSpec spec() {
    return spec;
  }

  /**
   * Settles which letters are replayed; how many.
   *
   * @throws SpecException a table is not what the spec says
   * @throws UnreachableException a system did not answer in bounded time
   */
  public long take() throws SpecException, UnreachableException {
    Outputs.prepare(outputs, true);
    return letters.take();
  }

  /** Starts the replay of what was taken; what was replayed is removed at its end. */
  public Running start() throws UnreachableException, LaunchException {
    List<Table> tables = Outputs.tablesOfReplay(spec, outputs.keySet());
    Running running =
        runner.start(
            pipeline ->
                Graph.build(pipeline, spec, plan, LetterInputs.of(spec, letters, tables), outputs));
    return new PublishedRunning(running, this::publish);
  }

  private void publish() throws UnreachableException {
    Slice nothing = new Slice(Instant.EPOCH, Instant.EPOCH);
    for (Map.Entry<String, Sink> output : outputs.entrySet()) {
      if (!output.getKey().equals("deadLetters")) {
        output.getValue().publish(nothing);
      }
    }
    letters.settle();
  }
}
