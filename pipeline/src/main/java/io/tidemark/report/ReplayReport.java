package io.tidemark.report;

import io.tidemark.graph.LetterInputs;
import io.tidemark.graph.RejectedRows;
import io.tidemark.model.LedgerTerm;
import io.tidemark.spec.PipelineSpec;
import io.tidemark.spec.ViewSpec;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What came of a replay of dead letters, and what is left for a person to do. */
public final class ReplayReport {
  private ReplayReport() {}

  /**
   * A few lines.
   *
   * @param counters of the run, see {@link LetterInputs}
   */
  public static List<String> of(PipelineSpec spec, Map<String, Long> counters) {
    long kept = counters.getOrDefault(LedgerTerm.KEPT.counter(""), 0L);
    long rows = counters.getOrDefault(LetterInputs.AGAIN, 0L);
    long refused =
        counters.entrySet().stream()
            .filter(counter -> counter.getKey().startsWith(RejectedRows.counter("")))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long again =
        counters.getOrDefault(LedgerTerm.DEAD_LETTERS.counter(""), 0L)
            + counters.getOrDefault(LetterInputs.UNPLACED, 0L)
            + refused;
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d event(s) kept, %,d refused row(s) tried again; %,d failed again: they are in"
                + " deadLetters",
            kept,
            rows,
            again));
    slices(spec, counters, lines);
    return lines;
  }

  /** The daily run that counts the events in the views that have windows. */
  private static void slices(PipelineSpec spec, Map<String, Long> counters, List<String> lines) {
    List<ViewSpec> windowed =
        spec.views().stream().filter(view -> view.window().isPresent()).toList();
    TreeSet<LocalDate> days = new TreeSet<>();
    counters.keySet().stream()
        .filter(name -> name.startsWith(LetterInputs.REPLAYED))
        .map(name -> LocalDate.parse(name.substring(LetterInputs.REPLAYED.length())))
        .forEach(days::add);
    if (windowed.isEmpty() || days.isEmpty()) {
      return;
    }
    long more = windowed.stream().mapToLong(ReplayReport::daysBehind).max().orElse(0);
    lines.add(
        "the windows of "
            + String.join(", ", windowed.stream().map(ViewSpec::name).toList())
            + " do not hold these events yet; this brings them up to date, once the days are"
            + " complete:");
    lines.add(
        "  tidemark run %s --mode daily --from %s --to %s"
            .formatted(spec.path(), days.first(), days.last().plusDays(1 + more)));
  }

  /** How many days behind that of an event a window may end that holds it. */
  private static long daysBehind(ViewSpec view) {
    ViewSpec.WindowSpec window = view.window().orElseThrow();
    if (window instanceof ViewSpec.Fixed fixed) {
      boolean ofADay =
          fixed.offset().isZero() && fixed.zone().equals(ZoneOffset.UTC) && divides(fixed.size());
      return ofADay ? 0 : daysOf(fixed.size());
    }
    if (window instanceof ViewSpec.Sessions sessions) {
      return divides(sessions.maxLength()) ? 0 : daysOf(sessions.maxLength());
    }
    return daysOf(((ViewSpec.Sliding) window).size());
  }

  private static boolean divides(Duration part) {
    return Duration.ofDays(1).toMillis() % part.toMillis() == 0;
  }

  private static long daysOf(Duration length) {
    return length.plusDays(1).minusMillis(1).toDays();
  }
}
