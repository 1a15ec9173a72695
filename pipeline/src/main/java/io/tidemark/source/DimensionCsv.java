package io.tidemark.source;

import io.tidemark.decode.UnreadableCellException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the rows of a dimension from a CSV file with a header line. An empty cell is a missing
 * value.
 */
final class DimensionCsv {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setNullString("").build();

  private final DimensionLayout layout;
  private final DimensionText text;

  DimensionCsv(DimensionLayout layout) {
    this.layout = layout;
    this.text = new DimensionText(layout);
  }

  /**
   * @param path of the file, for a {@link io.tidemark.enrich.DimensionException}
   * @param rows is given the cells of each row, as the layout has them
   */
  void read(String path, BufferedReader file, Consumer<@Nullable Object[]> rows)
      throws IOException {
    try (CSVParser csv = CSVParser.parse(withoutByteOrderMark(file), FORMAT)) {
      List<String> header = csv.getHeaderNames();
      List<String> missing = layout.missingIn(header);
      if (!missing.isEmpty()) {
        throw layout.lacks(path, missing, header);
      }
      int[] places = layout.names().stream().mapToInt(csv.getHeaderMap()::get).toArray();
      for (CSVRecord record : csv) {
        rows.accept(cells(record, places, path));
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      if (e.getCause() instanceof CharacterCodingException coding) {
        throw coding;
      }
      throw layout.wrong(path + " is no CSV file with a header line: " + e.getMessage());
    }
  }

  /** Spreadsheets write one. */
  private static BufferedReader withoutByteOrderMark(BufferedReader file) throws IOException {
    file.mark(1);
    if (file.read() != '\uFEFF') {
      file.reset();
    }
    return file;
  }

  private @Nullable Object[] cells(CSVRecord record, int[] places, String path) {
    @Nullable Object[] cells = new Object[places.length];
    for (int i = 0; i < cells.length; i++) {
      if (places[i] >= record.size()) {
        throw layout.wrong(row(path, record), i, "is missing: the row is shorter than the header");
      }
      String cell = record.get(places[i]);
      try {
        cells[i] = cell == null ? null : text.cell(i, cell);
      } catch (UnreadableCellException e) {
        throw layout.wrong(row(path, record), i, e.getMessage());
      }
    }
    return cells;
  }

  private static String row(String path, CSVRecord record) {
    return path + " row " + record.getRecordNumber();
  }
}
