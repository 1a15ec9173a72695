package io.tidemark.source;

import io.tidemark.enrich.Dimension;
import io.tidemark.model.DimensionRow;
import io.tidemark.spec.DimensionSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a dimension from JSON objects that are at hand, as from a file of them. */
public final class DimensionLines {
  private DimensionLines() {}

  /**
   * The rows of {@code dimension}.
   *
   * @param read what its rows are
   * @param lines a JSON object each, with the columns that the dimension's source has
   * @throws io.tidemark.enrich.DimensionException a row that cannot be used
   */
  public static List<DimensionRow> read(
      DimensionSpec dimension, Dimension read, List<String> lines) {
    DimensionLayout layout = new DimensionLayout(dimension, read);
    DimensionJson json = new DimensionJson(layout);
    List<DimensionRow> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(layout.row(json.cells(line, "row " + (rows.size() + 1))));
    }
    return rows;
  }
}
