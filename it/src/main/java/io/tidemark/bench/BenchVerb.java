package io.tidemark.bench;

import io.tidemark.cli.CommandLineOf;
import io.tidemark.cli.Exit;
import io.tidemark.cli.UsageException;
import io.tidemark.cli.Verb;
import io.tidemark.fixture.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code tidemark bench}: measures on this machine, and prints medians and ratios. Peers are
 * touched only by the processes that measure them.
 */
public final class BenchVerb implements Verb {
  private static final int ENRICH_KEYS = 1_000_000;

  /** The benchmarks, and what each does. */
  private enum Benchmark {
    THROUGHPUT("throughput") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        BenchSettings settings = arguments.settings(4_000_000, 5);
        CostBench bench = new CostBench(directory, settings, System.err);
        return report(bench.throughput(), bench, settings, out);
      }
    },
    LATENCY("latency") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        new LatencyBench(directory, arguments.settings(1, 3), System.err).run(out);
        return true;
      }
    },
    BATCH("batch") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        BenchSettings settings = arguments.settings(4_000_000, 3);
        CostBench bench = new CostBench(directory, settings, System.err);
        return report(bench.batch(), bench, settings, out);
      }
    },
    GROWTH("growth") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        BenchSettings settings = arguments.settings(2_000_000, 3);
        CostBench bench = new CostBench(directory, settings, System.err);
        return report(bench.growth(), bench, settings, out);
      }
    },
    ENRICH("enrich") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        BenchSettings settings = arguments.settings(2_000_000, 3);
        new EnrichBench(directory, ENRICH_KEYS, settings.events(), settings.rounds(), System.err)
            .run(out);
        return true;
      }
    },
    SINKS("sinks") {
      @Override
      boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception {
        BenchSettings settings = arguments.settings(1_000_000, 3);
        return new SinksBench(settings.events(), settings.rounds(), System.err).run(out);
      }
    };

    private final String word;

    Benchmark(String word) {
      this.word = word;
    }

    /** Returns whether every answer was right. */
    abstract boolean run(Path directory, Arguments arguments, PrintStream out) throws Exception;

    boolean report(
        List<CostReport> reports, CostBench bench, BenchSettings settings, PrintStream out)
        throws IOException {
      reports.forEach(report -> report.print(out));
      for (Path recording : bench.recordings()) {
        HotMethods.print(recording, out);
      }
      if (settings.json().isPresent()) {
        BenchJson.write(settings.json().get(), word, settings, reports);
      }
      return reports.stream().noneMatch(CostReport::hasWrongAnswers);
    }

    static Benchmark named(String word) throws UsageException {
      for (Benchmark benchmark : values()) {
        if (benchmark.word.equals(word)) {
          return benchmark;
        }
      }
      throw new UsageException("no benchmark " + word + "; there is " + words());
    }

    private static String words() {
      return String.join(", ", List.of(values()).stream().map(b -> b.word).toList());
    }
  }

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "what events cost on this machine, beside peers: [throughput|latency|batch|growth|enrich|sinks] …";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    Benchmark benchmark = Benchmark.named(arguments.benchmark);
    try (TemporaryDirectory directory = TemporaryDirectory.create("bench")) {
      return benchmark.run(directory.path(), arguments, System.out) ? Exit.DONE : Exit.FAILED;
    }
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
        defaultValue = "throughput",
        description = {
          "throughput (default): counts by host and five minutes, from Kafka to Kafka, beside peers",
          "latency: from a producer to a consumer at 2,000 events/s, beside Flink SQL",
          "batch: the same of a day's files, beside Flink SQL",
          "growth: Tidemark with more and more keys, and with more and more views",
          "enrich: joins to a large and to a small dimension",
          "sinks: rows into Postgres, beside JdbcIO; --events are rows, 1,000,000"
        })
    private String benchmark;

    @Option(
        names = "--events",
        description = "of one measurement; throughput and batch: 4,000,000, else 2,000,000")
    private @Nullable Long events;

    @Option(
        names = "--warm-up",
        defaultValue = "1000000",
        description = "events of the job before the measured one, in the same process; 1,000,000")
    private long warmUp;

    @Option(names = "--rounds", description = "how often each is measured; throughput: 5, else 3")
    private @Nullable Integer rounds;

    @Option(names = "--contenders", split = ",", description = "some of them, in turn: a,b")
    private List<String> contenders = Contenders.NAMES;

    @Option(
        names = "--keys",
        split = ",",
        defaultValue = "50,100000",
        description = "how many hosts there are; 50,100000")
    private List<Integer> keys;

    @Option(
        names = "--seconds",
        defaultValue = "60",
        description = "for which latency is measured, each time; 60")
    private long seconds;

    @Option(names = "--profile", description = "flight recordings go there, and a table is printed")
    private @Nullable Path profile;

    @Option(names = "--json", description = "a file for the numbers of every round")
    private @Nullable Path json;

    BenchSettings settings(long defaultEvents, int defaultRounds) throws UsageException {
      BenchSettings settings =
          new BenchSettings(
              events == null ? defaultEvents : events,
              warmUp,
              rounds == null ? defaultRounds : rounds,
              List.copyOf(contenders),
              List.copyOf(keys),
              Duration.ofSeconds(seconds),
              Optional.ofNullable(profile),
              Optional.ofNullable(json));
      if (settings.events() < 1 || warmUp < 1 || settings.rounds() < 1 || seconds < 1) {
        throw new UsageException("--events, --warm-up, --rounds and --seconds must be at least 1");
      }
      for (String contender : contenders) {
        if (!Contenders.NAMES.contains(contender)) {
          throw new UsageException(
              "no contender " + contender + "; there is " + String.join(", ", Contenders.NAMES));
        }
      }
      return settings;
    }
  }
}
