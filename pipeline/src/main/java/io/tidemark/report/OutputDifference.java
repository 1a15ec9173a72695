package io.tidemark.report;

import io.tidemark.model.Cells;
import io.tidemark.report.RowMatch.Pair;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What differs between the rows that a case lists of an output and those that it has, as a table:
 * the missing ones with a {@code -}, the unexpected ones with a {@code +}, pane, window and key
 * first, and under two that differ in little, where they do.
 */
public final class OutputDifference {
  private static final int WIDEST = 60;

  private final RowMatch match;
  private final List<String> columns;
  private final List<Line> lines = new ArrayList<>();

  private OutputDifference(RowMatch match) {
    this.match = match;
    this.columns = columns(match);
  }

  /** The lines of the table; none where nothing differs. */
  public static List<String> of(RowMatch match) {
    return match.holds() ? List.of() : new OutputDifference(match).describe();
  }

  /**
   * One line of the table.
   *
   * @param marked the columns that carets point out
   */
  private record Line(String sign, List<String> cells, Set<String> marked) {}

  /** What names a row, then the columns that the case names. */
  private static List<String> columns(RowMatch match) {
    Table table = match.table();
    Set<String> named = new LinkedHashSet<>();
    match.expected().forEach(row -> named.addAll(row.cells().keySet()));
    if (named.isEmpty()) {
      return CaseColumns.telling(table, match.actual());
    }
    Set<String> columns = new LinkedHashSet<>(CaseColumns.naming(table));
    columns.addAll(named);
    return List.copyOf(columns);
  }

  private List<String> describe() {
    lines.add(new Line(" ", columns, Set.of()));
    Set<Integer> paired = new HashSet<>();
    List<Integer> missing = match.missing();
    for (int row : missing) {
      for (Pair pair : match.near()) {
        if (pair.expected() == row) {
          paired.add(pair.actual());
          lines.add(missing(row, Set.of()));
          lines.add(unexpected(pair.actual(), new HashSet<>(pair.columns())));
        }
      }
    }
    for (int row : missing) {
      if (match.near().stream().noneMatch(pair -> pair.expected() == row)) {
        lines.add(missing(row, Set.of()));
      }
    }
    for (int row : match.unexpected()) {
      if (!paired.contains(row)) {
        lines.add(unexpected(row, Set.of()));
      }
    }
    return format(headline());
  }

  private String headline() {
    int missing = match.missing().size();
    int unexpected = match.unexpected().size();
    List<String> counts = new ArrayList<>();
    if (missing > 0) {
      counts.add(missing + " missing (-)");
    }
    if (unexpected > 0) {
      counts.add(unexpected + " unexpected (+)");
    }
    return match.table().output() + ": " + String.join(", ", counts);
  }

  private Line missing(int row, Set<String> marked) {
    ExpectedRow expected = match.expected().get(row);
    return new Line(
        "-",
        columns.stream()
            .map(c -> expected.cells().containsKey(c) ? cell(expected.cells().get(c)) : "")
            .toList(),
        marked);
  }

  private Line unexpected(int row, Set<String> marked) {
    Cells cells = match.actual().get(row);
    return new Line(
        "+",
        columns.stream().map(c -> cell(cells.get(match.table().schema().indexOf(c)))).toList(),
        marked);
  }

  private static String cell(Object cell) {
    String text = CellText.of(cell).replace("\n", "\\n");
    return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text;
  }

  private List<String> format(String headline) {
    int[] widths = new int[columns.size()];
    for (Line line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.cells().get(i).length());
      }
    }
    List<String> text = new ArrayList<>();
    text.add(headline);
    for (Line line : lines) {
      text.add(("  " + line.sign() + " " + aligned(line.cells(), widths)).stripTrailing());
      if (!line.marked().isEmpty()) {
        text.add(("    " + aligned(carets(line, widths), widths)).stripTrailing());
      }
    }
    return text;
  }

  private List<String> carets(Line line, int[] widths) {
    List<String> carets = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      boolean marked = line.marked().contains(columns.get(i));
      carets.add(marked ? "^".repeat(Math.max(1, line.cells().get(i).length())) : "");
    }
    return carets;
  }

  private static String aligned(List<String> cells, int[] widths) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      padded.add(String.format(Locale.ROOT, "%-" + Math.max(1, widths[i]) + "s", cells.get(i)));
    }
    return padded.stream().collect(Collectors.joining("  "));
  }
}
