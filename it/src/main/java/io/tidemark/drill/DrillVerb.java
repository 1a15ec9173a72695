package io.tidemark.drill;

import io.tidemark.cli.CommandLineOf;
import io.tidemark.cli.Exit;
import io.tidemark.cli.UsageException;
import io.tidemark.cli.Verb;
import io.tidemark.demo.StopOnSignal;
import io.tidemark.fixture.TemporaryDirectory;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark drill}: crashes, and whether the sinks lost or doubled anything. */
public final class DrillVerb implements Verb {
  private static final int FEWEST_EVENTS = 6_000;

  @Override
  public String name() {
    return "drill";
  }

  @Override
  public String summary() {
    return "crashes on a cluster of real processes: [--rounds N] [--seed N] [--fault NAME,…]";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    List<Fault> faults = arguments.faults();
    DrillSettings settings = arguments.settings();
    quieten();
    System.err.println("starting a cluster, a broker, a database and a lake");
    try (TemporaryDirectory directory = TemporaryDirectory.create("drill")) {
      DrillSystems systems = DrillSystems.start();
      Thread drilling = Thread.currentThread();
      StopOnSignal onSignal = StopOnSignal.of(drilling::interrupt, systems);
      try {
        return run(faults, new Drill(systems, settings, directory.path(), System.err));
      } catch (Exception e) {
        if (onSignal.isAsked()) {
          return Exit.DONE;
        }
        throw e;
      } finally {
        onSignal.ended();
      }
    }
  }

  private static int run(List<Fault> faults, Drill drill) throws Exception {
    try {
      for (Fault fault : faults) {
        drill.run(fault);
      }
    } finally {
      drill.print(System.out);
    }
    return drill.holds() ? Exit.DONE : Exit.FAILED;
  }

  /** What clients complain of while the systems are away, which is what a drill is for. */
  private static void quieten() {
    String level = "org.slf4j.simpleLogger.log.";
    System.setProperty(level + "org.apache.kafka.clients", "error");
    System.setProperty(level + "io.zonky.test", "off");
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "drill",
      description =
          "Runs a pipeline on a Flink cluster of real processes, makes faults, and compares every"
              + " sink with an oracle.",
      sortOptions = false)
  private static final class Arguments {
    @Option(names = "--rounds", defaultValue = "20", description = "of each fault; 20 by default")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "of traffic and moments")
    private long seed;

    @Option(
        names = "--fault",
        split = ",",
        description =
            "worker, iceberg-commit, postgres-batch, kafka-transaction, database, broker; all by"
                + " default")
    private List<String> words = List.of();

    @Option(names = "--events", defaultValue = "36000", description = "a round; 36000 by default")
    private int events;

    List<Fault> faults() throws UsageException {
      for (String word : words) {
        if (!Fault.words().contains(word)) {
          throw new UsageException(
              "no fault " + word + "; there is " + String.join(", ", Fault.words()));
        }
      }
      return words.isEmpty() ? List.of(Fault.values()) : words.stream().map(Fault::named).toList();
    }

    DrillSettings settings() throws UsageException {
      if (rounds < 1 || events < FEWEST_EVENTS) {
        throw new UsageException("--rounds must be at least 1, --events at least " + FEWEST_EVENTS);
      }
      return new DrillSettings(rounds, seed, events);
    }
  }
}
