package io.tidemark.cli;

import io.tidemark.model.DeadLetter;
import io.tidemark.report.ReplayReport;
import io.tidemark.run.Replay;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.UnreachableException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark replay-dead-letters}: sends stored dead letters through the pipeline again. */
final class ReplayVerb implements Verb {
  private static final long TICK_MILLIS = 100;

  private final PrintStream err;

  ReplayVerb(PrintStream err) {
    this.err = err;
  }

  @Override
  public String name() {
    return "replay-dead-letters";
  }

  @Override
  public String summary() {
    return "send the dead letters of a SPEC through it again. --reason, --from, --to";
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
    Replay replay =
        Replay.of(
            arguments.spec,
            System.getenv(),
            arguments.reason == null ? null : arguments.reason.name(),
            arguments.from,
            arguments.to,
            arguments.runner,
            theirs,
            Clock.systemUTC());
    long taken = replay.take();
    if (taken == 0) {
      err.println("no dead letters to replay");
      return Exit.DONE;
    }
    err.println(replay.spec().name() + ": replaying " + taken + " dead letter(s)");
    try (Running running = replay.start()) {
      while (!running.isDone()) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
      return result(replay, running);
    }
  }

  private int result(Replay replay, Running running) {
    Optional<String> failure = running.failure();
    if (failure.isPresent()) {
      err.println(
          "the replay failed, its dead letters are still there: "
              + Secrets.mask(failure.get(), replay.spec().connections().values()));
      return UnreachableException.isReason(failure.get()) ? Exit.UNREACHABLE : Exit.FAILED;
    }
    ReplayReport.of(replay.spec(), running.counters()).forEach(err::println);
    return Exit.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "replay-dead-letters",
      description = {
        "Sends the stored dead letters through the pipeline again, after a fix, from decode to the"
            + " sinks, in a bounded run. Position, arrival time and tidemark are those that they"
            + " had, so what was too late is too late. Rows that a sink refused (SINK_REJECTED) are"
            + " written to it again as they are.",
        "What succeeds is removed from the dead letters, so it is not replayed a second time; what"
            + " fails again stays one. A run that fails, or is stopped, removes nothing, and may"
            + " simply be repeated: rows of events have their positions.",
        "Views without windows and late events get the rows that were missing. Windowed views do"
            + " not: the other events of a window are not at hand. The command names the daily run"
            + " that brings their windows up to date. dedup does not look at replayed events. The"
            + " ledger is not changed: it goes on saying that they arrived as dead letters.",
        "Dead letters in Postgres, Iceberg and files are removed one by one. A Kafka topic is replayed"
            + " whole, from where the last replay ended (the offsets of the consumer group"
            + " PIPELINE.replay-dead-letters): there --reason, --from and --to are refused."
      },
      sortOptions = false)
  private static final class Arguments {
    @Parameters(paramLabel = "SPEC", description = "the pipeline's YAML file")
    private Path spec;

    @Option(names = "--reason", description = "only these: ${COMPLETION-CANDIDATES}")
    private DeadLetter.@Nullable Reason reason;

    @Option(
        names = "--from",
        description = "only what arrived then or later: 2026-11-01[T12:00:00Z]")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", description = "only what arrived before")
    private Optional<String> to = Optional.empty();

    @Option(names = "--runner", description = "direct (default) or flink")
    private Runner runner = Runner.DIRECT;
  }
}
