package io.tidemark.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What every contender took for the same events, in every round, as a table and as JSON. */
final class ThroughputReport {
  private static final String NONE = "-";

  private final String title;
  private final long events;
  private final Map<String, List<Cost>> costs = new LinkedHashMap<>();
  private final Map<String, String> wrong = new LinkedHashMap<>();

  /**
   * @param events of each job
   */
  ThroughputReport(String title, long events) {
    this.title = title;
    this.events = events;
  }

  void add(String contender, Cost cost) {
    costs.computeIfAbsent(contender, name -> new ArrayList<>()).add(cost);
  }

  /** Makes the contender's numbers void. */
  void addWrong(String contender, String difference) {
    wrong.putIfAbsent(contender, difference);
  }

  boolean hasWrongAnswers() {
    return !wrong.isEmpty();
  }

  private double cpu(Cost cost) {
    return cost.cpu() / (events / 1e6);
  }

  private double speed(Cost cost) {
    return events / cost.wall();
  }

  private double median(String contender, ToDoubleFunction<Cost> of) {
    return Median.of(costs.get(contender).stream().mapToDouble(of).toArray());
  }

  private Optional<Double> ratio(String contender, String to, ToDoubleFunction<Cost> of) {
    return costs.containsKey(to) && !wrong.containsKey(to)
        ? Optional.of(median(contender, of) / median(to, of))
        : Optional.empty();
  }

  void print(PrintStream out) {
    out.println(title);
    String line = "  %-18s %10s %12s %8s %12s %19s  %s%n";
    out.printf(
        line, "", "CPU s/M", "/ flink-sql", "/ limit", "events/s", "/ flink-datastream", "answers");
    for (String contender : costs.keySet()) {
      out.printf(
          line,
          contender,
          "%.2f".formatted(median(contender, this::cpu)),
          text(ratio(contender, Contenders.FLINK_SQL, this::cpu)),
          text(ratio(contender, Contenders.LIMIT, this::cpu)),
          String.format(Locale.ROOT, "%,.0f", median(contender, this::speed)),
          text(ratio(contender, Contenders.FLINK_DATASTREAM, this::speed)),
          wrong.containsKey(contender) ? "WRONG, VOID: " + wrong.get(contender) : "identical");
    }
  }

  private static String text(Optional<Double> ratio) {
    return ratio.map("%.2f"::formatted).orElse(NONE);
  }

  /** The same, with the number of every round, for Jackson. */
  Map<String, Object> toJson() {
    List<Object> rows = new ArrayList<>();
    for (String contender : costs.keySet()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("contender", contender);
      row.put("cpuSecondsPerMillion", costs.get(contender).stream().map(this::cpu).toList());
      row.put("eventsPerSecond", costs.get(contender).stream().map(this::speed).toList());
      row.put("medianCpuSecondsPerMillion", median(contender, this::cpu));
      row.put("medianEventsPerSecond", median(contender, this::speed));
      ratio(contender, Contenders.FLINK_SQL, this::cpu).ifPresent(r -> row.put("cpuToFlinkSql", r));
      ratio(contender, Contenders.LIMIT, this::cpu).ifPresent(r -> row.put("cpuToLimit", r));
      ratio(contender, Contenders.FLINK_DATASTREAM, this::speed)
          .ifPresent(r -> row.put("throughputToFlinkDataStream", r));
      row.put("identical", !wrong.containsKey(contender));
      rows.add(row);
    }
    return Map.of("title", title, "events", events, "contenders", rows);
  }
}
