package io.tidemark.demo;

import io.tidemark.cli.CommandLineOf;
import io.tidemark.cli.Exit;
import io.tidemark.cli.UsageException;
import io.tidemark.cli.Verb;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark demo}: an example with everything embedded, see {@link Demo}. */
public final class DemoVerb implements Verb {
  private static final int FEWEST = 5_000;

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "an example with everything embedded: ["
        + names("|")
        + "] [--runner direct|flink] [--events N]";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    Example<?> example = example(arguments.example);
    if (arguments.events < FEWEST) {
      throw new UsageException("--events must be at least " + FEWEST + ", for something to see");
    }
    if (arguments.runner == Runner.SPARK) {
      throw new UsageException("--runner spark is not supported yet: use direct or flink");
    }
    Path spec = spec(example);
    quieten();
    System.err.println(example.name() + ": " + example.summary());
    System.err.println("starting a broker, a database and a lake");
    Systems systems = Systems.start();
    Demo.Start start = (file, environment) -> launch(file, environment, arguments.runner);
    Demo demo = new Demo(systems, start, Clock.systemUTC(), System.out, System.err);
    StopOnSignal onSignal = StopOnSignal.of(demo::stop, systems);
    try {
      System.err.println("running " + spec + " on " + arguments.runner);
      boolean holds = demo.run(example, spec, arguments.events);
      next(spec, arguments.runner);
      return holds ? Exit.DONE : Exit.FAILED;
    } catch (Exception e) {
      if (onSignal.isAsked()) {
        return Exit.DONE;
      }
      throw e;
    } finally {
      onSignal.ended();
    }
  }

  /** What the systems complain of while the demo closes them; a broken run is told otherwise. */
  private static void quieten() {
    String level = "org.slf4j.simpleLogger.log.";
    System.setProperty(level + "org.apache.kafka.clients.NetworkClient", "error");
    System.setProperty(level + "org.apache.pekko.actor.CoordinatedShutdown", "error");
    System.setProperty(level + "io.zonky.test", "off");
  }

  static Running launch(Path spec, Map<String, String> environment, Runner runner)
      throws Exception {
    Request request = Request.continuous(runner);
    return Launch.of(spec, environment, request, Clock.systemUTC()).start();
  }

  private static void next(Path spec, Runner runner) {
    System.out.println();
    System.out.println("The spec that ran: " + spec);
    System.out.println("Next:");
    System.out.println("  ./tidemark check " + spec);
    System.out.println(
        runner == Runner.FLINK
            ? "  ./tidemark demo card-fraud                 or live-scores"
            : "  ./tidemark demo --runner flink             the same on an embedded Flink");
    System.out.println("  cp " + spec + " mine.yaml    then change it, and");
    System.out.println(
        "  KAFKA=… PG_URL=… PG_USER=… PG_PASSWORD=… WAREHOUSE=… ./tidemark run mine.yaml");
  }

  private static Example<?> example(String name) throws UsageException {
    return Example.all().stream()
        .filter(example -> example.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException("no example " + name + "; there are " + names(", ")));
  }

  private static String names(String between) {
    return Example.all().stream().map(Example::name).collect(Collectors.joining(between));
  }

  /** The example's file in the checkout, as a user would type it. */
  private static Path spec(Example<?> example) {
    Path here = Path.of("").toAbsolutePath();
    Path home = Path.of(System.getProperty("tidemark.home", "")).toAbsolutePath();
    Path spec = home.resolve("pipeline/examples").resolve(example.name() + ".yaml");
    return spec.startsWith(here) ? here.relativize(spec) : spec;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "demo",
      description = "Runs an example on an embedded broker, database and lake.",
      sortOptions = false)
  private static final class Arguments {
    @Parameters(
        paramLabel = "EXAMPLE",
        arity = "0..1",
        defaultValue = "web-traffic",
        description = "web-traffic (default), card-fraud or live-scores")
    private String example;

    @Option(names = "--runner", description = "direct (default) or flink")
    private Runner runner = Runner.DIRECT;

    @Option(
        names = "--events",
        defaultValue = "20000",
        description = "how many messages are generated; 20000 by default")
    private int events;
  }
}
