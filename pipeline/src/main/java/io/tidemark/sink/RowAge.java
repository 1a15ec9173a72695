package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import java.io.Serializable;

/**
 * Which of two rows of one identity is newer: by generation, then the revision (of the ledger, the
 * sum of its counts), then the kind of pane; of equal ones, and of rows that have no generation,
 * the one that comes later.
 */
final class RowAge implements Serializable {
  private static final int NO_COLUMN = -1;

  private final int generation;
  private final int[] growing;
  private final int pane;

  private RowAge(int generation, int[] growing, int pane) {
    this.generation = generation;
    this.growing = growing;
    this.pane = pane;
  }

  static RowAge of(Table table) {
    Schema schema = table.schema();
    int[] growing = table.growing().stream().mapToInt(schema::indexOf).toArray();
    return new RowAge(
        growing.length > 0 ? schema.indexOf(Table.GENERATION) : NO_COLUMN,
        growing,
        table.panes() ? schema.indexOf(Table.PANE) : NO_COLUMN);
  }

  Cells newer(Cells earlier, Cells later) {
    return generation != NO_COLUMN && compare(earlier, later) > 0 ? earlier : later;
  }

  boolean retracted(Cells row) {
    return pane != NO_COLUMN && kind(row) == Pane.RETRACTED;
  }

  private int compare(Cells a, Cells b) {
    int byGeneration = Long.compare(number(a, generation), number(b, generation));
    if (byGeneration != 0) {
      return byGeneration;
    }
    int bySize = Long.compare(size(a), size(b));
    return bySize != 0 || pane == NO_COLUMN ? bySize : kind(a).compareTo(kind(b));
  }

  private long size(Cells row) {
    long size = 0;
    for (int column : growing) {
      size += number(row, column);
    }
    return size;
  }

  private Pane kind(Cells row) {
    return Pane.valueOf(String.valueOf(row.get(pane)));
  }

  private static long number(Cells row, int column) {
    Object cell = row.get(column);
    if (cell instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("a row without the number that says how new it is: " + row);
  }
}
