package io.tidemark.run;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import io.tidemark.sink.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The order in which a person reads the rows of an output: windows by their time, of each window
 * key by key, of each key pane by pane; other rows as they arrived.
 */
final class RowOrder {
  private RowOrder() {}

  static Comparator<Cells> of(Table table) {
    List<String> columns = new ArrayList<>();
    if (table.panes()) {
      columns.addAll(List.of(Table.WINDOW_START, Table.WINDOW_END));
      columns.addAll(table.groupBy());
      columns.add(Table.REVISION);
      columns.add(Table.PANE);
    } else {
      columns.addAll(table.identity());
    }
    return columns.stream()
        .map(c -> by(table.schema(), c, table.panes() && c.equals(Table.PANE)))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private static Comparator<Cells> by(Schema schema, String column, boolean pane) {
    int index = schema.indexOf(column);
    return (a, b) -> compare(a.get(index), b.get(index), pane);
  }

  private static int compare(@Nullable Object a, @Nullable Object b, boolean pane) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    if (pane) {
      return Pane.valueOf((String) a).compareTo(Pane.valueOf((String) b));
    }
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    if (a instanceof Instant x && b instanceof Instant y) {
      return x.compareTo(y);
    }
    return a.toString().compareTo(b.toString());
  }
}
