package io.tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures contenders in turns, each time in a process of its own, and compares what they wrote
 * with the right answer: a number without it is void.
 */
final class Rounds {
  private final Path directory;
  private final BenchSettings settings;
  private final PrintStream progress;
  private final List<Path> recordings = new ArrayList<>();
  private int measured;

  /**
   * @param directory for tasks and logs
   */
  Rounds(Path directory, BenchSettings settings, PrintStream progress) {
    this.directory = directory;
    this.settings = settings;
    this.progress = progress;
  }

  /** Adds what every round took to the report. */
  void run(List<Entry> entries, CostReport report) throws IOException, InterruptedException {
    for (int round = 1; round <= settings.rounds(); round++) {
      for (Entry entry : entries) {
        progress.printf(Locale.ROOT, "round %d, %s, %s: ", round, report.title(), entry.label());
        measure(entry, report);
      }
    }
  }

  private void measure(Entry entry, CostReport report) throws IOException, InterruptedException {
    String name = entry.contender() + "-" + ++measured;
    Job job = entry.events().job(name, entry.results());
    Task task =
        new Task(
            entry.contender(),
            entry.warmUp().job(name + "-warm-up", entry.results()),
            job,
            recording(name),
            directory.resolve(name + "-cost.json").toString());
    Cost cost = Fork.cost(task, directory);
    double millions = entry.events().count() / 1e6;
    Optional<String> difference = entry.events().difference(job);
    report.add(entry.label(), new Cost(cost.cpu() / millions, cost.wall() / millions));
    progress.printf(
        Locale.ROOT,
        "%.2f CPU s/M, %,.0f events/s%s%n",
        cost.cpu() / millions,
        1e6 * millions / cost.wall(),
        difference.map(text -> ", WRONG ANSWERS: " + text).orElse(""));
    difference.ifPresent(text -> report.addWrong(entry.label(), text));
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

  /** Of what was measured so far, where it was asked for. */
  List<Path> recordings() {
    return List.copyOf(recordings);
  }
}
