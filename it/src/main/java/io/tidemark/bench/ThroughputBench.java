package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.fixture.KafkaBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The same job over the same topic by every contender: events counted by host in windows of five
 * minutes, from a broker in this process and back to it, at parallelism 2 with a checkpoint every
 * ten seconds. Each measurement has a process of its own, see {@link ContenderProcess}; contenders
 * take turns. What they wrote is compared with counts taken while the events were made: a number
 * without the right answer is void.
 */
final class ThroughputBench {
  private final Path directory;
  private final BenchSettings settings;
  private final PrintStream progress;
  private final List<Path> recordings = new ArrayList<>();
  private int measured;

  /**
   * @param directory for tasks, logs and what contenders keep in files
   */
  ThroughputBench(Path directory, BenchSettings settings, PrintStream progress) {
    this.directory = directory;
    this.settings = settings;
    this.progress = progress;
  }

  /** Runs it, prints the tables, and returns whether every answer was right. */
  boolean run(PrintStream out) throws Exception {
    List<ThroughputReport> reports = new ArrayList<>();
    try (KafkaBroker broker = KafkaBroker.start()) {
      for (int keys : settings.keys()) {
        reports.add(run(broker, keys));
      }
    }
    reports.forEach(report -> report.print(out));
    for (Path recording : recordings) {
      HotMethods.print(recording, out);
    }
    if (settings.json().isPresent()) {
      write(settings.json().get(), reports);
    }
    return reports.stream().noneMatch(ThroughputReport::hasWrongAnswers);
  }

  private ThroughputReport run(KafkaBroker broker, int keys) throws Exception {
    progress.printf(
        Locale.ROOT,
        "writing %,d + %,d events of %,d keys%n",
        settings.warmUp(),
        settings.events(),
        keys);
    LoadedTopic warmUp =
        LoadedTopic.load(broker, "warm-up-" + keys, Traffic.of(settings.warmUp(), keys));
    LoadedTopic events =
        LoadedTopic.load(broker, "events-" + keys, Traffic.of(settings.events(), keys));
    ThroughputReport report =
        new ThroughputReport(
            String.format(
                Locale.ROOT,
                "%,d events, %,d keys, parallelism %d, %d rounds, medians",
                settings.events(),
                keys,
                Job.PARALLELISM,
                settings.rounds()),
            settings.events());
    for (int round = 1; round <= settings.rounds(); round++) {
      for (String contender : settings.contenders()) {
        Cost cost = measure(contender, keys, warmUp, events, report);
        progress.printf(
            Locale.ROOT,
            "round %d, %,d keys, %s: %.2f CPU s/M, %,.0f events/s%n",
            round,
            keys,
            contender,
            cost.cpu() / (settings.events() / 1e6),
            settings.events() / cost.wall());
      }
    }
    return report;
  }

  private Cost measure(
      String contender, int keys, LoadedTopic warmUp, LoadedTopic events, ThroughputReport report)
      throws IOException, InterruptedException {
    String name = contender + "-" + keys + "-" + ++measured;
    Job measuredJob = events.job(name, 1, directory.toString());
    Task task =
        new Task(
            contender,
            warmUp.job(name + "-warm-up", 1, directory.toString()),
            measuredJob,
            recording(name),
            directory.resolve(name + "-cost.json").toString());
    Cost cost = Fork.cost(task, directory);
    report.add(contender, cost);
    Optional<String> difference = events.difference(measuredJob);
    if (difference.isPresent()) {
      progress.println(contender + " gave WRONG ANSWERS: " + difference.get());
      report.addWrong(contender, difference.get());
    }
    return cost;
  }

  private String recording(String name) throws IOException {
    if (settings.profile().isEmpty()) {
      return "";
    }
    Path file =
        Files.createDirectories(settings.profile().get()).toAbsolutePath().resolve(name + ".jfr");
    recordings.add(file);
    return file.toString();
  }

  private void write(Path file, List<ThroughputReport> reports) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "throughput");
    json.put("at", Instant.now().toString());
    json.put("java", Runtime.version().toString());
    json.put("cores", Runtime.getRuntime().availableProcessors());
    json.put("rounds", settings.rounds());
    json.put("tables", reports.stream().map(ThroughputReport::toJson).toList());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }
}
