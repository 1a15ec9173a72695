package io.tidemark.report;

import io.tidemark.graph.RejectedRows;
import io.tidemark.model.LedgerCounts;
import io.tidemark.model.LedgerTerm;
import io.tidemark.sink.ReadLedger.Sum;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sums of a ledger in words, and whether they add up. */
public final class LedgerReport {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private LedgerReport() {}

  /** The sums of one run by view, the pipeline's own at the empty name. */
  public static Map<String, LedgerCounts> byView(List<Sum> sums, String run) {
    Map<String, LedgerCounts> counts = new LinkedHashMap<>();
    sums.stream()
        .filter(sum -> sum.run().equals(run))
        .forEach(sum -> counts.merge(sum.view(), sum.counts(), LedgerCounts::plus));
    return counts;
  }

  /** The same from a run's counters. */
  public static Map<String, LedgerCounts> byView(Map<String, Long> counters, List<String> views) {
    Map<String, LedgerCounts> counts = new LinkedHashMap<>();
    counts.put("", ofCounters(counters, ""));
    for (String view : views) {
      LedgerCounts found = ofCounters(counters, view);
      if (!found.equals(LedgerCounts.NONE)) {
        counts.put(view, found);
      }
    }
    return counts;
  }

  private static LedgerCounts ofCounters(Map<String, Long> counters, String view) {
    LedgerCounts counts = LedgerCounts.NONE;
    for (LedgerTerm term : LedgerTerm.values()) {
      long count = counters.getOrDefault(term.counter(view), 0L);
      counts = counts.plus(LedgerCounts.of(term, count));
    }
    return counts;
  }

  /** The pipeline's sum in one line, with what is too late for any view. */
  public static String progress(Map<String, LedgerCounts> byView) {
    LedgerCounts counts = byView.getOrDefault("", LedgerCounts.NONE);
    long tooLate = byView.values().stream().mapToLong(LedgerCounts::tooLate).sum();
    return String.format(
        Locale.ROOT,
        "arrivals %,d = dead letters %,d + duplicates %,d + kept %,d; too late for a window %,d",
        counts.arrivals(),
        counts.deadLetters(),
        counts.duplicates(),
        counts.kept(),
        tooLate);
  }

  /** {@link #progress}, then one line a view, then one for each sum that does not add up. */
  public static List<String> summary(Map<String, LedgerCounts> byView) {
    List<String> lines = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    lines.add(progress(byView));
    byView.forEach(
        (view, counts) -> {
          if (!view.isEmpty()) {
            lines.add(ofView(view, counts));
          }
          String whose = view.isEmpty() ? "the pipeline " : "view " + view + " ";
          imbalance(view, counts).ifPresent(what -> wrong.add(whose + what));
        });
    lines.addAll(wrong);
    return lines;
  }

  /** One line for each output of which the sink refused rows; they are in deadLetters. */
  public static List<String> rejected(Map<String, Long> counters) {
    String prefix = RejectedRows.counter("");
    return counters.entrySet().stream()
        .filter(counter -> counter.getKey().startsWith(prefix) && counter.getValue() > 0)
        .map(
            counter ->
                String.format(
                    Locale.ROOT,
                    "the sink of %s refused %,d row(s): SINK_REJECTED in deadLetters",
                    counter.getKey().substring(prefix.length()),
                    counter.getValue()))
        .toList();
  }

  private static String ofView(String view, LedgerCounts counts) {
    return String.format(
        Locale.ROOT,
        "view %s: kept %,d = filtered %,d + accepted %,d + too late %,d",
        view,
        counts.kept(),
        counts.filtered(),
        counts.accepted(),
        counts.tooLate());
  }

  /** What does not add up; empty: the sum is balanced. */
  public static Optional<String> imbalance(String view, LedgerCounts counts) {
    long lost = view.isEmpty() ? counts.lostByPipeline() : counts.lostByView();
    if (lost == 0) {
      return Optional.empty();
    }
    String left = view.isEmpty() ? "arrivals" : "kept";
    return Optional.of(
        String.format(
            Locale.ROOT,
            "does not add up: %s is %,d %s the sum of the others",
            left,
            Math.abs(lost),
            lost > 0 ? "more than" : "less than"));
  }

  /** Every sum in a table, a run at a time. */
  public static List<String> table(List<Sum> sums) {
    boolean byMinute = sums.stream().anyMatch(sum -> sum.minute() != null);
    Map<String, List<Sum>> runs =
        sums.stream()
            .collect(Collectors.groupingBy(Sum::run, LinkedHashMap::new, Collectors.toList()));
    List<String> lines = new ArrayList<>();
    runs.forEach(
        (run, ofRun) -> {
          lines.add((lines.isEmpty() ? "" : "\n") + "run " + run);
          lines.addAll(aligned(rows(ofRun, byMinute)));
        });
    return lines;
  }

  private static List<List<String>> rows(List<Sum> sums, boolean byMinute) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header =
        List.of(
            "view",
            "arrivals",
            "dead letters",
            "duplicates",
            "kept",
            "filtered",
            "accepted",
            "too late",
            "");
    rows.add(withMinute(header, "minute", byMinute));
    for (Sum sum : sums) {
      boolean pipeline = sum.view().isEmpty();
      LedgerCounts counts = sum.counts();
      Function<Long, String> ofPipeline = count -> pipeline ? number(count) : "";
      Function<Long, String> ofView = count -> pipeline ? "" : number(count);
      List<String> row =
          List.of(
              pipeline ? "(pipeline)" : sum.view(),
              ofPipeline.apply(counts.arrivals()),
              ofPipeline.apply(counts.deadLetters()),
              ofPipeline.apply(counts.duplicates()),
              number(counts.kept()),
              ofView.apply(counts.filtered()),
              ofView.apply(counts.accepted()),
              ofView.apply(counts.tooLate()),
              imbalance(sum.view(), counts).orElse("balanced"));
      Instant minute = sum.minute();
      rows.add(withMinute(row, minute == null ? "none" : MINUTE.format(minute), byMinute));
    }
    return rows;
  }

  private static List<String> withMinute(List<String> row, String minute, boolean byMinute) {
    if (!byMinute) {
      return row;
    }
    List<String> cells = new ArrayList<>(row);
    cells.add(1, minute);
    return cells;
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Names flush left, numbers flush right. */
  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int last = columns - 1;
    int numbers = columns - 8;
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String space = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
        boolean flushLeft = i < numbers || i == last;
        line.append("  ").append(flushLeft ? row.get(i) + space : space + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
