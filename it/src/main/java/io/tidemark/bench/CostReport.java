package io.tidemark.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a million events took in every round, line by line, as a table of medians and as JSON. */
final class CostReport {
  private final String title;
  private final List<Ratio> ratios;
  private final Map<String, List<Cost>> costs = new LinkedHashMap<>();
  private final Map<String, String> wrong = new LinkedHashMap<>();

  CostReport(String title, List<Ratio> ratios) {
    this.title = title;
    this.ratios = List.copyOf(ratios);
  }

  String title() {
    return title;
  }

  /**
   * Adds one round of a line.
   *
   * @param cost of a million events
   */
  void add(String label, Cost cost) {
    costs.computeIfAbsent(label, name -> new ArrayList<>()).add(cost);
  }

  /** Makes the line's numbers void. */
  void addWrong(String label, String difference) {
    wrong.putIfAbsent(label, difference);
  }

  boolean hasWrongAnswers() {
    return !wrong.isEmpty();
  }

  private double cpu(String label) {
    return Median.of(costs.get(label).stream().mapToDouble(Cost::cpu).toArray());
  }

  private double speed(String label) {
    return Median.of(costs.get(label).stream().mapToDouble(CostReport::speed).toArray());
  }

  private static double speed(Cost ofMillion) {
    return 1e6 / ofMillion.wall();
  }

  /** None where the other line was not measured, or is void. */
  private Optional<Double> ratio(String label, Ratio ratio) {
    if (!costs.containsKey(ratio.to()) || wrong.containsKey(ratio.to())) {
      return Optional.empty();
    }
    return Optional.of(
        ratio.ofSpeed() ? speed(label) / speed(ratio.to()) : cpu(label) / cpu(ratio.to()));
  }

  void print(PrintStream out) {
    out.println(title);
    StringBuilder header =
        new StringBuilder("  %-22s %8s %11s".formatted("", "CPU s/M", "events/s"));
    ratios.forEach(ratio -> header.append("  ").append(ratio.header()));
    out.println(header.append("  answers"));
    for (String label : costs.keySet()) {
      StringBuilder line = new StringBuilder("  ");
      line.append(
          String.format(Locale.ROOT, "%-22s %8.2f %,11.0f", label, cpu(label), speed(label)));
      for (Ratio ratio : ratios) {
        String cell = ratio(label, ratio).map("%.2f"::formatted).orElse("-");
        line.append("  ").append(("%" + ratio.header().length() + "s").formatted(cell));
      }
      out.println(line.append("  ").append(verdict(label)));
    }
  }

  private String verdict(String label) {
    return wrong.containsKey(label) ? "WRONG, VOID: " + wrong.get(label) : "identical";
  }

  /** The same, with the numbers of every round, for Jackson. */
  Map<String, Object> toJson() {
    return Map.of(
        "title",
        title,
        "lines",
        costs.keySet().stream().map(this::toJson).collect(Collectors.toList()));
  }

  private Map<String, Object> toJson(String label) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("label", label);
    line.put("cpuSecondsPerMillion", costs.get(label).stream().map(Cost::cpu).toList());
    line.put("eventsPerSecond", costs.get(label).stream().map(CostReport::speed).toList());
    line.put("medianCpuSecondsPerMillion", cpu(label));
    line.put("medianEventsPerSecond", speed(label));
    ratios.forEach(ratio -> ratio(label, ratio).ifPresent(value -> line.put(ratio.key(), value)));
    line.put("identical", !wrong.containsKey(label));
    return line;
  }
}
