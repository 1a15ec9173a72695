package io.tidemark.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A table of text, its columns as wide as what they hold, numbers flush right. */
public final class TextTable {
  private static final int WIDEST = 56;

  private final List<String> header;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  private TextTable(List<String> header) {
    this.header = header;
  }

  public static TextTable of(List<String> header) {
    return new TextTable(List.copyOf(header));
  }

  public static TextTable of(String... header) {
    return of(List.of(header));
  }

  public TextTable row(List<? extends @Nullable Object> cells) {
    rows.add(new ArrayList<>(cells));
    return this;
  }

  public TextTable row(@Nullable Object... cells) {
    return row(Arrays.asList(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(PrintStream out) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<@Nullable Object> row : rows) {
        widths[i] = Math.max(widths[i], text(row.get(i)).length());
      }
    }
    out.println("  " + line(header, widths, isNumber()));
    for (List<@Nullable Object> row : rows) {
      out.println("  " + line(row.stream().map(TextTable::text).toList(), widths, isNumber()));
    }
  }

  /** The columns that hold numbers alone. */
  private List<Boolean> isNumber() {
    List<Boolean> numbers = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      numbers.add(
          rows.stream().allMatch(r -> r.get(column) == null || r.get(column) instanceof Number));
    }
    return numbers;
  }

  private static String line(List<String> cells, int[] widths, List<Boolean> right) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - cells.get(i).length());
      padded.add(right.get(i) ? space + cells.get(i) : cells.get(i) + space);
    }
    return padded.stream().collect(Collectors.joining("  ")).stripTrailing();
  }

  private static String text(@Nullable Object cell) {
    if (cell == null) {
      return "-";
    }
    if (cell instanceof Long || cell instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
    }
    String text = cell.toString();
    return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text;
  }
}
