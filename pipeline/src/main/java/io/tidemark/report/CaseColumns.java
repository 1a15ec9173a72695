package io.tidemark.report;

import io.tidemark.model.Cells;
import io.tidemark.sink.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which columns of an output's rows a person is shown. */
final class CaseColumns {
  private CaseColumns() {}

  /** Those that name a row, first where others are shown too. */
  static List<String> naming(Table table) {
    List<String> columns = new ArrayList<>();
    switch (table.kind()) {
      case PANES -> {
        columns.addAll(List.of(Table.PANE, Table.WINDOW_START));
        if (table.identity().contains(Table.WINDOW_END)) {
          columns.add(Table.WINDOW_END);
        }
        columns.addAll(table.groupBy());
      }
      case LATE_EVENTS -> columns.addAll(List.of("view", Table.WINDOW_START));
      case DEAD_LETTERS -> columns.addAll(List.of("reason", "message"));
      case EVENTS -> table.timeColumn().ifPresent(columns::add);
      case LEDGER -> columns.add("minute");
    }
    return columns;
  }

  /**
   * Those that say something where nobody chose any: without the one that says only when it ran,
   * and, of rows that are no panes, without those that are null in all of them.
   */
  static List<String> telling(Table table, List<Cells> rows) {
    Set<String> columns = new LinkedHashSet<>();
    if (table.panes()) {
      columns.addAll(List.of(Table.PANE, Table.WINDOW_START, Table.WINDOW_END));
    }
    columns.addAll(naming(table));
    columns.addAll(table.schema().names());
    columns.remove(table.panes() ? Table.GENERATION : "arrived_at");
    return columns.stream()
        .filter(column -> table.panes() || !isEmpty(rows, table.schema().indexOf(column)))
        .toList();
  }

  private static boolean isEmpty(List<Cells> rows, int column) {
    return rows.stream().allMatch(row -> row.get(column) == null);
  }
}
