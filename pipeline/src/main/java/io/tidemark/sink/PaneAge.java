package io.tidemark.sink;

import io.tidemark.model.Cells;
import io.tidemark.model.Pane;
import io.tidemark.model.Schema;
import java.io.Serializable;
import org.apache.beam.sdk.values.KV;

/**
 * Which of two rows of one identity is newer: by generation, then revision, then the kind of pane;
 * of equal ones, and of rows that are no panes, the one that comes later.
 */
final class PaneAge implements Serializable {
  private final boolean panes;
  private final int generation;
  private final int revision;
  private final int pane;

  private PaneAge(boolean panes, int generation, int revision, int pane) {
    this.panes = panes;
    this.generation = generation;
    this.revision = revision;
    this.pane = pane;
  }

  static PaneAge of(Table table) {
    if (!table.panes()) {
      return new PaneAge(false, 0, 0, 0);
    }
    Schema schema = table.schema();
    return new PaneAge(
        true,
        schema.indexOf(Table.GENERATION),
        schema.indexOf(Table.REVISION),
        schema.indexOf(Table.PANE));
  }

  Cells newer(Cells earlier, Cells later) {
    return panes && compare(earlier, later) > 0 ? earlier : later;
  }

  /** The generation and the revision of a pane. */
  KV<Long, Long> of(Cells row) {
    return KV.of(number(row, generation), number(row, revision));
  }

  /** Whether a pane is newer than a retraction of that age. */
  boolean isAfter(Cells row, KV<Long, Long> retraction) {
    int byGeneration = Long.compare(number(row, generation), retraction.getKey());
    return byGeneration != 0 ? byGeneration > 0 : number(row, revision) > retraction.getValue();
  }

  boolean retracted(Cells row) {
    return panes && kind(row) == Pane.RETRACTED;
  }

  private int compare(Cells a, Cells b) {
    int byGeneration = Long.compare(number(a, generation), number(b, generation));
    if (byGeneration != 0) {
      return byGeneration;
    }
    int byRevision = Long.compare(number(a, revision), number(b, revision));
    return byRevision != 0 ? byRevision : kind(a).compareTo(kind(b));
  }

  private Pane kind(Cells row) {
    return Pane.valueOf(String.valueOf(row.get(pane)));
  }

  private static long number(Cells row, int column) {
    Object cell = row.get(column);
    if (cell instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("a pane without generation or revision: " + row);
  }
}
