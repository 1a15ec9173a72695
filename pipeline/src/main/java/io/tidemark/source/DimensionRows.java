package io.tidemark.source;

import io.tidemark.model.DimensionRow;
import java.io.IOException;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Where a dimension's rows are, to be read once. */
interface DimensionRows extends Serializable {

  /**
   * @throws io.tidemark.enrich.DimensionException a row that cannot be used: says which, and what
   *     was expected
   */
  void read(Consumer<DimensionRow> rows) throws IOException, SQLException;
}
