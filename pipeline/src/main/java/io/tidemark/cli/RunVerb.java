package io.tidemark.cli;

import io.tidemark.run.Launch;
import io.tidemark.run.Mode;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.RunnerOptions.StateBackend;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark run}: starts a pipeline, watches it, and stops it on Ctrl-C. */
final class RunVerb implements Verb {
  private final PrintStream err;

  RunVerb(PrintStream err) {
    this.err = err;
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "run a pipeline: SPEC [--mode continuous|daily] [--runner direct|flink]";
  }

  @Override
  public int run(List<String> args) throws Exception {
    int dashes = args.indexOf("--");
    List<String> ours = dashes < 0 ? args : args.subList(0, dashes);
    List<String> theirs = dashes < 0 ? List.of() : args.subList(dashes + 1, args.size());
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, ours)) {
      return Exit.DONE;
    }
    Launch launch =
        Launch.of(arguments.spec, System.getenv(), arguments.request(theirs), Clock.systemUTC());
    return new Watch(err, launch).run();
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "run",
      description = "Runs a pipeline. Options after -- go to Beam and the runner as they are.",
      sortOptions = false)
  private static final class Arguments {
    @Parameters(paramLabel = "SPEC", description = "the pipeline's YAML file")
    private Path spec;

    @Option(
        names = "--mode",
        defaultValue = "continuous",
        description = "continuous (default), microbatch, hourly or daily")
    private Mode mode;

    @Option(names = "--runner", description = "direct (default), flink or spark")
    private Runner runner = Runner.DIRECT;

    @Option(
        names = "--start",
        defaultValue = "resume",
        description = "resume (default: committed offsets, else earliest), earliest, latest, TIME")
    private String start;

    @Option(names = "--from", description = "where the slice begins: 2026-11-01[T12:00:00Z]")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", description = "where it ends, exclusive")
    private Optional<String> to = Optional.empty();

    @Option(names = "--zone", defaultValue = "UTC", description = "of dates; UTC by default")
    private ZoneId zone;

    @Option(
        names = "--late",
        defaultValue = "replay",
        description = "replay (default): too late is too late, as in the stream; include: count it")
    private Late late;

    @Option(names = "--open-windows", description = "also a slice that the stream may still change")
    private boolean openWindows;

    @Option(names = "--write-topics", description = "batch writes views with a Kafka sink, too")
    private boolean writeTopics;

    @Option(names = "--every", description = "repeat a microbatch this often")
    private Optional<String> every = Optional.empty();

    @Option(
        names = "--shards",
        description =
            "parts that the keys of a view fall into: 4 x parallelism, kept with the state")
    private Optional<Integer> shards = Optional.empty();

    @Option(names = "--state", description = "where Flink keeps a stream's state: heap or rocksdb")
    private Optional<StateBackend> state = Optional.empty();

    Request request(List<String> options) {
      return new Request(
          mode,
          runner,
          from,
          to,
          zone,
          late == Late.INCLUDE,
          openWindows,
          writeTopics,
          start,
          every,
          shards,
          state,
          options);
    }
  }

  private enum Late {
    REPLAY,
    INCLUDE
  }
}
