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
  private static final int LENGTH_OF_DATE = "2026-11-01".length();

  private final DimensionLayout layout;
  private final List<CellReader> readers;

  DimensionText(DimensionLayout layout) {
    this.layout = layout;
    this.readers =
        IntStream.range(0, layout.names().size())
            .mapToObj(i -> CellReader.of(layout.type(i), null))
            .toList();
  }

  /** The cell that {@code text} stands for. */
  Object cell(int column, String text) throws UnreadableCellException {
    if (text.length() == LENGTH_OF_DATE
        && layout.isValidity(column)
        && layout.type(column).equals(Type.TIMESTAMP)) {
      try {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeException e) {
        return readers.get(column).text(text);
      }
    }
    return readers.get(column).text(text);
  }
}
