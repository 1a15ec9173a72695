package io.tidemark.bench;

import io.tidemark.cli.CommandLineOf;
import io.tidemark.cli.Exit;
import io.tidemark.cli.UsageException;
import io.tidemark.cli.Verb;
import io.tidemark.fixture.TemporaryDirectory;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark bench}: measures on this machine, and prints medians and ratios. */
public final class BenchVerb implements Verb {
  private static final String ENRICH = "enrich";
  private static final int KEYS = 1_000_000;

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "what a step costs on this machine: [" + ENRICH + "] [--events N] [--rounds N]";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    if (!arguments.benchmark.equals(ENRICH)) {
      throw new UsageException("no benchmark " + arguments.benchmark + "; there is " + ENRICH);
    }
    if (arguments.events < 1 || arguments.rounds < 1) {
      throw new UsageException("--events and --rounds must be at least 1");
    }
    try (TemporaryDirectory directory = TemporaryDirectory.create("bench")) {
      new EnrichBench(directory.path(), KEYS, arguments.events, arguments.rounds, System.err)
          .run(System.out);
    }
    return Exit.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "bench",
      description = "Measures on this machine, and prints medians and ratios.",
      sortOptions = false)
  private static final class Arguments {
    @Parameters(
        paramLabel = "BENCHMARK",
        arity = "0..1",
        defaultValue = ENRICH,
        description = "enrich (default): joins to a large and to a small dimension")
    private String benchmark;

    @Option(
        names = "--events",
        defaultValue = "2000000",
        description = "how many events a short run has; a long one has three times as many")
    private long events;

    @Option(
        names = "--rounds",
        defaultValue = "3",
        description = "how often each is measured; 3 by default")
    private int rounds;
  }
}
