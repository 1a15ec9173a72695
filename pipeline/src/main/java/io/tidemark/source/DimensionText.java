package io.tidemark.source;

import io.tidemark.decode.CellReader;
import io.tidemark.decode.UnreadableCellException;
import io.tidemark.model.Type;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the cells of a dimension's row from texts. */
final class DimensionText implements Serializable {
  private final DimensionLayout layout;
  private final List<CellReader> readers;

  DimensionText(DimensionLayout layout) {
    this.layout = layout;
    this.readers =
        IntStream.range(0, layout.names().size())
            .mapToObj(i -> CellReader.of(layout.type(i), null))
            .toList();
  }

  /**
   * @param where of the row, for a {@link io.tidemark.enrich.DimensionException}
   */
  Object cell(int column, String text, String where) {
    try {
      if (layout.isValidity(column) && layout.type(column).equals(Type.TIMESTAMP)) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
    } catch (DateTimeException e) {
      // It is no date alone: read below.
    }
    try {
      return readers.get(column).text(text);
    } catch (UnreadableCellException e) {
      throw layout.wrong(where, column, e.getMessage());
    }
  }
}
