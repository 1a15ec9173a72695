package io.tidemark.cli;

import io.tidemark.graph.Outputs;
import io.tidemark.graph.Plan;
import io.tidemark.report.Description;
import io.tidemark.report.DimensionDescription;
import io.tidemark.report.Warnings;
import io.tidemark.run.LaunchException;
import io.tidemark.run.Mode;
import io.tidemark.run.RunnerOptions;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import io.tidemark.sink.Sink;
import io.tidemark.source.SourceCheck;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.SpecParser;
import io.tidemark.spec.UnreachableException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark check}: validates a spec and shows what would run. */
final class CheckVerb implements Verb {
  private final PrintStream out;
  private final PrintStream err;

  CheckVerb(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "validate a SPEC; show its graph, defaults and options. --connect asks the systems";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    PipelineSpec spec =
        arguments.connect
            ? SpecParser.parse(arguments.spec, System.getenv())
            : SpecParser.parseWithoutSecrets(arguments.spec, System.getenv());
    Description.of(spec).forEach(line -> out.println(Secrets.mask(line)));
    show(spec);
    Warnings.of(spec).forEach(warning -> err.println("warning: " + warning));
    if (arguments.connect) {
      connect(spec);
    }
    err.println(arguments.spec + ": all good");
    return Exit.DONE;
  }

  /** The command lines that say what {@code run} takes where nobody says otherwise. */
  private void show(PipelineSpec spec) throws LaunchException {
    RunnerOptions direct = RunnerOptions.of(spec, Mode.CONTINUOUS, Runner.DIRECT, List.of());
    RunnerOptions flink = RunnerOptions.of(spec, Mode.CONTINUOUS, Runner.FLINK, List.of());
    RunnerOptions batch = RunnerOptions.of(spec, Mode.DAILY, Runner.FLINK, List.of());
    out.println("direct runs with --shards " + direct.shards() + " -- " + text(direct));
    out.println(
        "flink runs with --state "
            + StateBackend.HEAP
            + " --shards "
            + flink.shards()
            + " -- "
            + text(flink));
    out.println("flink runs --mode daily with --shards " + batch.shards() + " -- " + text(batch));
  }

  private static String text(RunnerOptions options) {
    return String.join(" ", options.arguments());
  }

  private void connect(PipelineSpec spec) throws SpecException, UnreachableException {
    SourceCheck.check(spec, false);
    SourceCheck.recommendations(spec.source())
        .forEach(recommendation -> err.println("warning: " + recommendation));
    Plan plan = new Plan(Optional.empty(), false, false, "resume", 0, 1);
    for (Sink sink : Outputs.of(spec, plan).values()) {
      sink.check();
    }
    SourceCheck.sizes(spec).forEach(size -> out.println(DimensionDescription.size(size)));
    err.println("source, dimensions and sinks answer");
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "check",
      description = "Validates a spec and shows what would run, every default filled in.")
  private static final class Arguments {
    @Parameters(paramLabel = "SPEC", description = "the pipeline's YAML file")
    private Path spec;

    @Option(names = "--connect", description = "ask the source, the dimensions and the sinks, too")
    private boolean connect;
  }
}
