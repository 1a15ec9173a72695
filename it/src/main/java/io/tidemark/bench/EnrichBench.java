package io.tidemark.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.enrich.Dimension;
import io.tidemark.enrich.DimensionSize;
import io.tidemark.run.Launch;
import io.tidemark.run.Request;
import io.tidemark.run.RunnerOptions.Runner;
import io.tidemark.run.Running;
import io.tidemark.source.DimensionSources;
import io.tidemark.spec.DimensionSpec;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.SpecParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One pipeline on Flink, joined to a dimension of a million keys with two versions each, and to one
 * of a hundred rows: JSON lines, decoded, joined, counted in windows of five minutes by country.
 *
 * <p>Each is run over few and over three times as many events; what the additional events cost is
 * the cost of an event, without the start of the engine and the load of the dimension. The two take
 * turns in one process.
 */
final class EnrichBench {
  private static final int FILES = 2;
  private static final long POLL_MILLIS = 20;
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

  private final Path directory;
  private final Size small = new Size("segment", 100, 1);
  private final Size large;
  private final long events;
  private final int rounds;
  private final PrintStream progress;

  /**
   * @param keys of the large dimension
   * @param events of a short run
   */
  EnrichBench(Path directory, int keys, long events, int rounds, PrintStream progress) {
    this.directory = directory;
    this.large = new Size("user", keys, 2);
    this.events = events;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** A dimension of so many keys, looked up by the column {@code by} of the events. */
  private record Size(String by, int keys, int versions) {
    @Override
    public String toString() {
      return "%,d keys x %d versions".formatted(keys, versions);
    }
  }

  /** Seconds of all cores, and of the clock. */
  private record Cost(double cpu, double wall) {
    Cost minus(Cost other) {
      return new Cost(cpu - other.cpu, wall - other.wall);
    }
  }

  void run(PrintStream out) throws Exception {
    progress.printf(Locale.ROOT, "writing %,d events and the dimensions%n", 3 * events);
    writeEvents("short", events);
    writeEvents("long", 3 * events);
    Map<Size, List<Cost>> costs = new HashMap<>();
    for (Size size : List.of(small, large)) {
      writeDimension(size);
      costs.put(size, new ArrayList<>());
    }
    for (Size size : List.of(small, large)) {
      cost(size, "short"); // So that the first measurement is not the one that compiles.
    }
    for (int round = 1; round <= rounds; round++) {
      for (Size size : List.of(small, large)) {
        Cost few = cost(size, "short");
        Cost more = cost(size, "long").minus(few);
        costs.get(size).add(more);
        progress.printf(Locale.ROOT, "round %d, %s: %s%n", round, size, perEvent(more));
      }
    }
    print(out, costs);
  }

  private void print(PrintStream out, Map<Size, List<Cost>> costs) throws Exception {
    out.printf(
        Locale.ROOT,
        "as-of join on Flink, parallelism 1, %,d events more, %d rounds, medians%n",
        2 * events,
        rounds);
    for (Size size : List.of(small, large)) {
      long before = System.nanoTime();
      DimensionSize loaded = load(size);
      double seconds = (System.nanoTime() - before) / 1e9;
      out.printf(
          Locale.ROOT,
          "  %-30s %s; loads in %.1f s, %,d versions, about %.0f MB, %d bytes a row%n",
          size,
          perEvent(median(costs.get(size))),
          seconds,
          loaded.versions(),
          loaded.bytes() / 1e6,
          loaded.bytes() / loaded.versions());
    }
    out.printf(
        Locale.ROOT,
        "  the large one beside the small one: %.0f%% of its speed, %.2f times its CPU%n",
        100 * median(costs.get(small)).wall / median(costs.get(large)).wall,
        median(costs.get(large)).cpu / median(costs.get(small)).cpu);
  }

  private String perEvent(Cost cost) {
    return "%,.0f events/s, %.2f CPU s a million"
        .formatted(2 * events / cost.wall, cost.cpu / (2 * events / 1e6));
  }

  private static Cost median(List<Cost> costs) {
    return new Cost(
        median(costs.stream().mapToDouble(Cost::cpu).sorted().toArray()),
        median(costs.stream().mapToDouble(Cost::wall).sorted().toArray()));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private Cost cost(Size size, String input) throws Exception {
    Path spec = writeSpec(size, input);
    List<String> options = List.of("--parallelism=1");
    Launch launch =
        Launch.of(
            spec,
            Map.of(),
            Request.continuous(Runner.FLINK).withOptions(options),
            Clock.systemUTC());
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long wall = System.nanoTime();
    try (Running running = launch.start()) {
      while (!running.isDone()) {
        Thread.sleep(POLL_MILLIS);
      }
      Cost cost =
          new Cost((process.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
      if (running.failure().isPresent()) {
        throw new IllegalStateException("the run failed: " + running.failure().get());
      }
      return cost;
    }
  }

  private DimensionSize load(Size size) throws Exception {
    PipelineSpec spec = SpecParser.parse(writeSpec(size, "short"), Map.of());
    DimensionSpec dimension = spec.dimensions().get(0);
    Dimension rows = dimension.of(spec.eventSchema());
    return DimensionSize.of(rows, DimensionSources.of(dimension, rows));
  }

  private void writeEvents(String input, long count) throws IOException {
    Path to = Files.createDirectories(directory.resolve(input));
    Random random = new Random(1);
    for (int file = 0; file < FILES; file++) {
      try (BufferedWriter lines = Files.newBufferedWriter(to.resolve(file + ".jsonl"))) {
        for (long i = 0; i < count / FILES; i++) {
          lines.write(
              "{\"at\":\"%s\",\"user\":\"user-%d\",\"segment\":\"segment-%d\",\"amount\":%d}%n"
                  .formatted(
                      BEGIN.plusMillis(i),
                      random.nextInt(large.keys),
                      random.nextInt(small.keys),
                      random.nextInt(1_000)));
        }
      }
    }
  }

  /** The second version of a key begins in the middle of a short run. */
  private void writeDimension(Size size) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(dimension(size))) {
      lines.write("id,country,tier,valid_from\n");
      for (int key = 0; key < size.keys; key++) {
        for (int version = 0; version < size.versions; version++) {
          lines.write(
              "%s-%d,country-%d,tier-%d,%s%n"
                  .formatted(
                      size.by,
                      key,
                      (key + version) % 200,
                      version,
                      BEGIN.plusMillis(version * events / FILES / 2)));
        }
      }
    }
  }

  private Path dimension(Size size) {
    return directory.resolve(size.by + ".csv");
  }

  private Path writeSpec(Size size, String input) throws IOException {
    return Files.writeString(
        directory.resolve("bench.yaml"),
        """
        pipeline: bench-enrich
        source: {files: "%s/*.jsonl"}
        event:
          format: json
          fields: {at: timestamp, user: string, segment: string, amount: long}
          time: at
        dimensions:
          d:
            from: {files: "%s"}
            key: {%s: id}
            columns: [country, tier]
            validFrom: valid_from
        views:
          by_country:
            window: {fixed: 5m}
            groupBy: {country: d.country}
            measures: {events: "COUNT(*)", amount: "SUM(amount)"}
            sink: {files: "%s"}
        deadLetters: discard
        lateEvents: discard
        """
            .formatted(
                directory.resolve(input), dimension(size), size.by, directory.resolve("out")));
  }
}
