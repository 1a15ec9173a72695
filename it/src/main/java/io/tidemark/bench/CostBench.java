package io.tidemark.bench;

import io.tidemark.fixture.KafkaBroker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What events cost: counted by host in windows of five minutes at parallelism 2, each measurement
 * in a process of its own, see {@link ContenderProcess}.
 *
 * <p>Throughput: by every contender from a topic to a topic, with a checkpoint every ten seconds.
 * Batch: from files to files. Growth: by Tidemark alone, of more and more keys, and more and more
 * often from one source.
 */
final class CostBench {
  private static final List<Integer> GROWING_KEYS = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> GROWING_VIEWS = List.of(1, 2, 4, 8);

  private final Path directory;
  private final BenchSettings settings;
  private final PrintStream progress;
  private final Rounds rounds;
  private final List<CostReport> reports = new ArrayList<>();

  /**
   * @param directory for tasks, logs, files of events and what contenders keep in files
   */
  CostBench(Path directory, BenchSettings settings, PrintStream progress) {
    this.directory = directory;
    this.settings = settings;
    this.progress = progress;
    this.rounds = new Rounds(directory, settings, progress);
  }

  List<CostReport> throughput() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start()) {
      for (int keys : settings.keys()) {
        LoadedEvents warmUp = topic(broker, "warm-up", settings.warmUp(), keys);
        LoadedEvents events = topic(broker, "events", settings.events(), keys);
        run(
            entries(settings.contenders(), warmUp, events),
            title("from Kafka to Kafka", keys),
            Ratio.ofCpu("cpuToFlinkSql", Contenders.FLINK_SQL),
            Ratio.ofCpu("cpuToLimit", Contenders.LIMIT),
            Ratio.ofSpeed("speedToFlinkDataStream", Contenders.FLINK_DATASTREAM));
      }
    }
    return reports;
  }

  List<CostReport> batch() throws Exception {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    for (int keys : settings.keys()) {
      progress.println(title("are written to files", keys));
      LoadedEvents warmUp =
          LoadedFiles.load(directory, "warm-up-" + keys, Traffic.on(day, settings.warmUp(), keys));
      LoadedEvents events =
          LoadedFiles.load(directory, "events-" + keys, Traffic.on(day, settings.events(), keys));
      run(
          entries(Contenders.BATCH, warmUp, events),
          title("of one day from files to files", keys),
          Ratio.ofCpu("cpuToFlinkSql", Contenders.FLINK_SQL_BATCH),
          Ratio.ofSpeed("speedToFlinkSql", Contenders.FLINK_SQL_BATCH));
    }
    return reports;
  }

  List<CostReport> growth() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start()) {
      List<Entry> entries = new ArrayList<>();
      for (int keys : GROWING_KEYS) {
        LoadedEvents warmUp = topic(broker, "warm-up", settings.warmUp(), keys);
        LoadedEvents events = topic(broker, "events", settings.events(), keys);
        for (int views : keys == GROWING_KEYS.get(0) ? GROWING_VIEWS : List.of(1)) {
          entries.add(new Entry(label(keys, views), Contenders.TIDEMARK, warmUp, events, views));
        }
      }
      String first = entries.get(0).label();
      String title = String.format(Locale.ROOT, "tidemark, %,d events", settings.events());
      run(entries, title, Ratio.ofCpu("cpuToFirst", first));
    }
    return reports;
  }

  private static String label(int keys, int views) {
    return String.format(Locale.ROOT, "%,d keys, %d view%s", keys, views, views == 1 ? "" : "s");
  }

  private LoadedEvents topic(KafkaBroker broker, String name, long events, int keys) {
    progress.printf(Locale.ROOT, "writing %,d events of %,d keys%n", events, keys);
    return LoadedTopic.load(broker, directory, name + "-" + keys, Traffic.recent(events, keys));
  }

  private static List<Entry> entries(
      List<String> contenders, LoadedEvents warmUp, LoadedEvents events) {
    return contenders.stream().map(name -> new Entry(name, name, warmUp, events, 1)).toList();
  }

  private String title(String what, int keys) {
    return String.format(Locale.ROOT, "%,d events %s, %,d keys", settings.events(), what, keys);
  }

  private void run(List<Entry> entries, String title, Ratio... ratios) throws Exception {
    CostReport report = new CostReport(title, List.of(ratios));
    rounds.run(entries, report);
    reports.add(report);
  }

  /** See {@link Rounds#recordings}. */
  List<Path> recordings() {
    return rounds.recordings();
  }
}
