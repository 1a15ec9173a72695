package io.tidemark.report;

import io.tidemark.model.Cells;
import io.tidemark.model.Field;
import io.tidemark.model.Schema;
import io.tidemark.model.Type;
import io.tidemark.sink.Table;
import io.tidemark.spec.CaseSpec.ExpectedRow;
import io.tidemark.spec.Place;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Panes of a view, and what a case lists of them. */
final class ListedRows {
  static final Table TABLE =
      new Table(
          "hits_by_host",
          Table.Kind.PANES,
          Schema.of(
              Field.nullable("host", Type.STRING),
              Field.required("window_start", Type.TIMESTAMP),
              Field.required("window_end", Type.TIMESTAMP),
              Field.nullable("hits", Type.LONG),
              Field.required("pane", Type.STRING),
              Field.required("generation", Type.LONG),
              Field.required("revision", Type.LONG)),
          List.of("host", "window_start"),
          List.of("host"),
          Optional.of("window_end"));

  private ListedRows() {}

  /** A pane of the window that begins so many minutes after noon. */
  static Cells pane(String pane, int minute, String host, long hits) {
    Instant start = Instant.parse("2026-11-01T12:00:00Z").plusSeconds(60L * minute);
    return Cells.of(host, start, start.plusSeconds(300), hits, pane, 0L, hits);
  }

  /** A listed row: column, value, column, value … */
  static ExpectedRow listed(Object... cells) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      Object value = cells[i + 1];
      row.put((String) cells[i], value instanceof Integer n ? BigDecimal.valueOf(n) : value);
    }
    return new ExpectedRow(row, new Place("cases.yaml", 1, 1));
  }
}
