package io.tidemark.cli;

import io.tidemark.model.Schema;
import io.tidemark.report.CaseReport;
import io.tidemark.run.CaseRuns;
import io.tidemark.run.LaunchException;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseParser;
import io.tidemark.spec.CaseSpec;
import io.tidemark.spec.CaseText;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.Secrets;
import io.tidemark.spec.SpecException;
import io.tidemark.spec.SpecParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark test}: runs a spec against the timelines of a case file. */
final class TestVerb implements Verb {
  private final PrintStream out;

  TestVerb(PrintStream out) {
    this.out = out;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public String summary() {
    return "run a SPEC against the timelines of CASES; --update writes what came out";
  }

  @Override
  public int run(List<String> args) throws Exception {
    Arguments arguments = new Arguments();
    if (!CommandLineOf.parse(arguments, args)) {
      return Exit.DONE;
    }
    PipelineSpec spec = SpecParser.parseWithoutSecrets(arguments.spec, System.getenv());
    Map<String, Table> tables = CaseRuns.tables(spec);
    Map<String, Schema> columns = new LinkedHashMap<>();
    tables.forEach((output, table) -> columns.put(output, table.schema()));
    List<CaseSpec> cases = CaseParser.parse(arguments.cases, spec, columns, arguments.update);
    CaseReport report = new CaseReport(tables, arguments.update);
    try (CaseRuns runs = CaseRuns.on(arguments.runner, spec, cases)) {
      run(runs, cases, report);
    }
    if (arguments.update) {
      write(report, arguments.cases);
    }
    say(report.summary());
    return report.holds() ? Exit.DONE : Exit.FAILED;
  }

  private void run(CaseRuns runs, List<CaseSpec> cases, CaseReport report) throws LaunchException {
    for (CaseSpec given : cases) {
      CaseRuns.Result result = runs.run(given);
      report.add(given, result.rows(), result.failure()).forEach(this::say);
    }
  }

  private static void write(CaseReport report, Path file) throws SpecException, IOException {
    CaseText text = CaseText.read(file);
    if (report.update(text)) {
      text.save();
    }
  }

  private void say(String line) {
    out.println(Secrets.mask(line));
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "test",
      description = {
        "Runs a spec's own graph against timelines of arrivals, watermarks and clock steps, and"
            + " compares what its outputs hold with what the cases expect. Needs no system and no"
            + " secret.",
        "Exit codes: 0 every case holds, 1 one does not, 2 the spec or the case file is wrong."
      },
      sortOptions = false)
  private static final class Arguments {
    @Parameters(index = "0", paramLabel = "SPEC", description = "the pipeline's YAML file")
    private Path spec;

    @Parameters(index = "1", paramLabel = "CASES", description = "a YAML file of cases")
    private Path cases;

    @Option(
        names = "--runner",
        description = "direct (default), or flink: for files without clock steps")
    private Runner runner = Runner.DIRECT;

    @Option(
        names = "--update",
        description = "write the rows that came out into CASES, where they are not what it expects")
    private boolean update;
  }
}
