package io.tidemark.report;

import io.tidemark.model.Cells;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import io.tidemark.spec.CaseText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which rows of an output are which of those that a case lists, whatever their order: as many as
 * can be. Of the rest, pairs that differ in little.
 */
public final class RowMatch {
  private static final int NONE = -1;

  private final Table table;
  private final List<ExpectedRow> expected;
  private final List<Cells> actual;
  private final int[] expectedOf;
  private final List<Pair> near = new ArrayList<>();

  private RowMatch(Table table, List<ExpectedRow> expected, List<Cells> actual) {
    this.table = table;
    this.expected = expected;
    this.actual = actual;
    this.expectedOf = new int[actual.size()];
  }

  /** Compares what a case lists of an output with the rows that it has. */
  public static RowMatch of(Table table, List<ExpectedRow> expected, List<Cells> actual) {
    RowMatch match = new RowMatch(table, expected, actual);
    match.match();
    match.pair();
    return match;
  }

  /**
   * A row that is missing and one that is there instead.
   *
   * @param columns those in which they differ, as the case names them
   */
  record Pair(int expected, int actual, List<String> columns) {}

  Table table() {
    return table;
  }

  List<ExpectedRow> expected() {
    return expected;
  }

  List<Cells> actual() {
    return actual;
  }

  /** Whether the rows are those that the case lists, and no others. */
  public boolean holds() {
    return missing().isEmpty() && unexpected().isEmpty();
  }

  /** The listed rows that are not there. */
  List<Integer> missing() {
    Set<Integer> found = new HashSet<>();
    Arrays.stream(expectedOf).forEach(found::add);
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      if (!found.contains(i)) {
        missing.add(i);
      }
    }
    return missing;
  }

  /** The rows that are not listed. */
  List<Integer> unexpected() {
    List<Integer> unexpected = new ArrayList<>();
    for (int i = 0; i < actual.size(); i++) {
      if (expectedOf[i] == NONE) {
        unexpected.add(i);
      }
    }
    return unexpected;
  }

  List<Pair> near() {
    return near;
  }

  /** Finds as many partners as there can be, by changing those that were found before. */
  private void match() {
    Arrays.fill(expectedOf, NONE);
    for (int i = 0; i < expected.size(); i++) {
      findPartner(i, new boolean[actual.size()]);
    }
  }

  private boolean findPartner(int row, boolean[] tried) {
    for (int i = 0; i < tried.length; i++) {
      if (!tried[i] && differences(row, i).isEmpty()) {
        tried[i] = true;
        if (expectedOf[i] == NONE || findPartner(expectedOf[i], tried)) {
          expectedOf[i] = row;
          return true;
        }
      }
    }
    return false;
  }

  private List<String> differences(int row, int of) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, @Nullable Object> cell : expected.get(row).cells().entrySet()) {
      int column = table.schema().indexOf(cell.getKey());
      if (!CellEquality.holds(cell.getValue(), actual.get(of).get(column))) {
        differences.add(cell.getKey());
      }
    }
    return differences;
  }

  private void pair() {
    List<Pair> candidates = new ArrayList<>();
    for (int row : missing()) {
      for (int of : unexpected()) {
        Pair pair = new Pair(row, of, differences(row, of));
        int named = expected.get(row).cells().size();
        if (2 * pair.columns().size() <= named && pair.columns().size() < named) {
          candidates.add(pair);
        }
      }
    }
    candidates.sort(Comparator.comparingInt(pair -> cost(pair.columns())));
    Set<Integer> pairedExpected = new HashSet<>();
    Set<Integer> pairedActual = new HashSet<>();
    for (Pair pair : candidates) {
      if (!pairedExpected.contains(pair.expected()) && !pairedActual.contains(pair.actual())) {
        pairedExpected.add(pair.expected());
        pairedActual.add(pair.actual());
        near.add(pair);
      }
    }
  }

  /** Rows of one window and key are nearer to each other than rows of one value. */
  private int cost(Iterable<String> columns) {
    int cost = 0;
    for (String column : columns) {
      boolean names = table.identity().contains(column) || column.equals(Table.WINDOW_END);
      cost += names ? 4 : column.equals(Table.PANE) ? 2 : 1;
    }
    return cost;
  }

  /**
   * The rows as a case file lists them: those that it lists already as they stand there, a row that
   * differs in little in the place of the other, the rest after them; of all the columns that it
   * chose before.
   */
  public List<CaseText.Row> asListed() {
    List<CaseText.Row> rows = new ArrayList<>();
    Set<Integer> placed = new HashSet<>();
    Set<String> chosen = new LinkedHashSet<>();
    for (int i = 0; i < expected.size(); i++) {
      Set<String> named = expected.get(i).cells().keySet();
      chosen.addAll(named);
      int row = inPlaceOf(i);
      if (row != NONE) {
        placed.add(row);
        rows.add(expectedOf[row] == i ? new CaseText.Kept(i) : row(row, named));
      }
    }
    for (int i = 0; i < actual.size(); i++) {
      if (!placed.contains(i)) {
        rows.add(row(i, chosen.isEmpty() ? CaseColumns.telling(table, actual) : chosen));
      }
    }
    return rows;
  }

  /** The row that the listed one is, or that differs from it in little; -1: none. */
  private int inPlaceOf(int listed) {
    for (int i = 0; i < expectedOf.length; i++) {
      if (expectedOf[i] == listed) {
        return i;
      }
    }
    return near.stream()
        .filter(p -> p.expected() == listed)
        .findFirst()
        .map(Pair::actual)
        .orElse(NONE);
  }

  private CaseText.Row row(int i, Iterable<String> columns) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    for (String column : columns) {
      cells.put(column, actual.get(i).get(table.schema().indexOf(column)));
    }
    return new CaseText.New(cells);
  }
}
