package io.tidemark.cli;

import io.tidemark.report.LedgerReport;
import io.tidemark.sink.ReadLedger;
import io.tidemark.sink.ReadLedger.Sum;
import io.tidemark.spec.LedgerSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.SpecParser;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark ledger}: what became of every arrival, and whether the sums add up. */
final class LedgerVerb implements Verb {
  private final PrintStream out;
  private final PrintStream err;

  LedgerVerb(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String summary() {
    return "show what became of every arrival of a SPEC, by run and view. --by-minute";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    PipelineSpec spec = parse(arguments.spec, System.getenv());
    LedgerSpec ledger =
        spec.ledger()
            .orElseThrow(
                () ->
                    new UsageException(
                        arguments.spec
                            + " keeps no ledger: add ledger: {postgres: CONNECTION} and run it"));
    ReadLedger read = ReadLedger.of(ledger, spec.name());
    Optional<List<Sum>> sums = arguments.byMinute ? read.sumsByMinute() : read.sums();
    if (sums.isEmpty() || sums.get().isEmpty()) {
      err.println(
          sums.isEmpty()
              ? "no ledger yet: no run has made the table ledger in schema " + ledger.schema()
              : "no ledger yet: no run of " + spec.name() + " has counted anything");
      return Exit.DONE;
    }
    LedgerReport.table(sums.get()).forEach(line -> out.println(Secrets.mask(line)));
    return verdict(read.sums().orElse(List.of()));
  }

  private int verdict(List<Sum> sums) {
    long wrong =
        sums.stream()
            .filter(sum -> LedgerReport.imbalance(sum.view(), sum.counts()).isPresent())
            .count();
    if (wrong == 0) {
      return Exit.DONE;
    }
    err.println(
        (wrong == 1 ? "1 sum does" : wrong + " sums do")
            + " not add up; those of a running pipeline lag behind its events by a few seconds");
    return Exit.FAILED;
  }

  /** Only the ledger's own connection must have its variables set. */
  private static PipelineSpec parse(Path file, Map<String, String> env) throws SpecException {
    PipelineSpec spec = SpecParser.parseWithoutSecrets(file, env);
    boolean unset =
        spec.ledger().map(LedgerSpec::connection).stream()
            .anyMatch(
                server ->
                    (server.url() + server.user() + server.password() + server.properties())
                        .contains("${"));
    return unset ? SpecParser.parse(file, env) : spec;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "ledger",
      description = {
        "Shows what became of every arrival, by run and view, from the ledger's table.",
        "Exit code 1: a sum does not add up."
      })
  private static final class Arguments {
    @Parameters(paramLabel = "SPEC", description = "the pipeline's YAML file")
    private Path spec;

    @Option(names = "--by-minute", description = "each minute of event time by itself")
    private boolean byMinute;
  }
}
