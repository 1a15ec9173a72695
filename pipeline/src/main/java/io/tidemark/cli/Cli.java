package io.tidemark.cli;

import io.tidemark.run.LaunchException;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.UnreachableException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The command line: finds the verb, and says in one line what went wrong. */
public final class Cli {
  private static final String NOT_YET = "verify status stop savepoint bench";
  private final PrintStream out;
  private final PrintStream err;
  private final List<Verb> verbs;

  /** A command line that prints results to {@code out} and messages to {@code err}. */
  public Cli(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.verbs = new ArrayList<>();
    ServiceLoader.load(Verb.class).forEach(verbs::add);
    verbs.add(new CheckVerb(out, err));
    verbs.add(new RunVerb(err));
    verbs.add(new TestVerb(out));
    verbs.add(new LedgerVerb(out, err));
    verbs.add(new ReplayVerb(err));
  }

  /** Runs what was typed; returns the exit code. */
  public int run(String... args) {
    if (args.length == 0 || List.of("--help", "-h", "help").contains(args[0])) {
      help(args.length == 0 ? err : out);
      return args.length == 0 ? Exit.WRONG : Exit.DONE;
    }
    Optional<Verb> verb = verbs.stream().filter(v -> v.name().equals(args[0])).findFirst();
    if (verb.isEmpty()) {
      say(unknown(args[0]));
      return Exit.WRONG;
    }
    return run(verb.get(), List.of(args).subList(1, args.length));
  }

  private int run(Verb verb, List<String> args) {
    try {
      return verb.run(args);
    } catch (SpecException e) {
      e.errors().forEach(error -> say(error.toString()));
      say(e.errors().size() == 1 ? "1 error" : e.errors().size() + " errors");
      return Exit.WRONG;
    } catch (LaunchException | UsageException e) {
      say("tidemark " + verb.name() + ": " + e.getMessage());
      return Exit.WRONG;
    } catch (UnreachableException e) {
      say("tidemark " + verb.name() + ": " + e.getMessage());
      return Exit.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      say("interrupted");
      return Exit.FAILED;
    } catch (Exception e) {
      say("tidemark " + verb.name() + " failed, and should not have: please report this");
      say(Secrets.mask(com.google.common.base.Throwables.getStackTraceAsString(e)));
      return Exit.FAILED;
    }
  }

  private String unknown(String name) {
    if (List.of(NOT_YET.split(" ")).contains(name)) {
      return "tidemark " + name + " is not supported yet";
    }
    String known = verbs.stream().map(Verb::name).sorted().collect(Collectors.joining(", "));
    return "tidemark: no verb " + name + "; there are " + known;
  }

  private void help(PrintStream to) {
    to.println("Tidemark: one YAML file, one graph, the same final numbers in every mode.");
    to.println();
    to.println("usage: tidemark VERB [ARGUMENTS]; tidemark VERB --help tells more");
    to.println();
    verbs.forEach(verb -> to.printf("  %-19s %s%n", verb.name(), verb.summary()));
    to.println();
    to.println("Exit codes: 0 done, 1 ran and failed, 2 the spec or the command line is wrong,");
    to.println("3 a system is not reachable.");
  }

  private void say(String message) {
    err.println(Secrets.mask(message));
  }
}
