package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import java.io.Serializable;
import org.apache.beam.sdk.values.KV;

/**
 * Which of two rows of one identity is newer: by generation, then revision (of the ledger, the sum
 * of its counts), then the kind of pane; of equal ones, and of rows that have no generation, the
 * one that comes later.
 */
final class PaneAge implements Serializable {
  private static final int NO_COLUMN = -1;

  private final int generation;
  private final int[] growing;
  private final int pane;

  private PaneAge(int generation, int[] growing, int pane) {
    this.generation = generation;
    this.growing = growing;
    this.pane = pane;
  }

  static PaneAge of(Table table) {
    Schema schema = table.schema();
    int[] growing = table.growing().stream().mapToInt(schema::indexOf).toArray();
    return new PaneAge(
        growing.length > 0 ? schema.indexOf(Table.GENERATION) : NO_COLUMN,
        growing,
        table.panes() ? schema.indexOf(Table.PANE) : NO_COLUMN);
  }

  Cells newer(Cells earlier, Cells later) {
    return generation != NO_COLUMN && compare(earlier, later) > 0 ? earlier : later;
  }

  /** The generation and the revision of a pane. */
  KV<Long, Long> of(Cells row) {
    return KV.of(number(row, generation), revision(row));
  }

  /** Whether a pane is newer than a retraction of that age. */
  boolean isAfter(Cells row, KV<Long, Long> retraction) {
    int byGeneration = Long.compare(number(row, generation), retraction.getKey());
    return byGeneration != 0 ? byGeneration > 0 : revision(row) > retraction.getValue();
  }

  boolean retracted(Cells row) {
    return pane != NO_COLUMN && kind(row) == Pane.RETRACTED;
  }

  private int compare(Cells a, Cells b) {
    int byGeneration = Long.compare(number(a, generation), number(b, generation));
    if (byGeneration != 0) {
      return byGeneration;
    }
    int byRevision = Long.compare(revision(a), revision(b));
    return byRevision != 0 || pane == NO_COLUMN ? byRevision : kind(a).compareTo(kind(b));
  }

  private long revision(Cells row) {
    long sum = 0;
    for (int column : growing) {
      sum += number(row, column);
    }
    return sum;
  }

  private Pane kind(Cells row) {
    return Pane.valueOf(String.valueOf(row.get(pane)));
  }

  private static long number(Cells row, int column) {
    Object cell = row.get(column);
    if (cell instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("a row without what says how new it is: " + row);
  }
}
